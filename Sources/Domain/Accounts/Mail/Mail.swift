import Crypto

/// A mail in plain text.
package struct Mail: Equatable, Sendable {
    /// Whom it goes to, and what it says.
    package var recipient: String
    package var subject: String
    package var text: String

    /// Makes a mail; line breaks in recipient and subject, which could add headers, are a programmer's error.
    package init(to recipient: String, subject: String, text: String) {
        precondition(
            !(recipient + subject).unicodeScalars.contains { $0.value < 0x20 }, "a header of one line")
        self.recipient = recipient
        self.subject = subject
        self.text = text
    }

    /// The mail as a message (RFC 5322), ready for SMTP or a file: UTF-8, lines ended by CR LF.
    package func message(from sender: String, date: String, id: String) -> [UInt8] {
        let head = [
            "From: \(sender)", "To: \(recipient)", "Subject: \(Mail.encodedWord(subject))", "Date: \(date)",
            "Message-ID: <\(id)>", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8",
            "Content-Transfer-Encoding: 8bit", "Auto-Submitted: auto-generated",
        ]
        let lines =
            head + [""] + text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        return Array((lines.joined(separator: "\r\n") + "\r\n").utf8)
    }

    /// A subject that isn't ASCII as an encoded word (RFC 2047, 4.1).
    private static func encodedWord(_ subject: String) -> String {
        if subject.utf8.allSatisfy({ $0 < 128 }) { return subject }
        return "=?utf-8?B?\(Base64.encode([UInt8](subject.utf8)))?="
    }
}
