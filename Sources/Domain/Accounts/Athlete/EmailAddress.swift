package import Kernel

/// An e-mail address that a mail can be sent to, as it was typed and as it is claimed.
package struct EmailAddress: Equatable, Sendable {
    /// RFC 5321, 4.5.3.1, less the angle brackets of a path.
    package static let maximumBytes = 254
    static let maximumLocalBytes = 64

    /// The address as it was typed, without white space around it.
    package let text: String
    /// The address without regard to case: two that differ only in case belong to one account.
    package let folded: String

    /// Takes an address apart; throws a fault that names the field where it can't be one.
    package init(_ typed: String?, resource: String = "Athlete", field: String = "email") throws(Fault) {
        guard let typed, !typed.isEmpty else { throw .missing(resource, field) }
        let text = typed.trimmingWhitespace()
        guard EmailAddress.isPossible(text) else { throw .invalid(resource, field) }
        self.text = text
        folded = text.lowercased()
    }

    /// Whether a mail could go there: one `@`, a part before it, a host name after it, nothing that would
    /// break a mail's header. Whether somebody reads it is found out by sending one.
    private static func isPossible(_ text: String) -> Bool {
        guard text.utf8.count <= maximumBytes else { return false }
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        let local = parts[0]
        guard (1...maximumLocalBytes).contains(local.utf8.count),
            local.unicodeScalars.allSatisfy(isAllowedInLocal),
            !local.hasPrefix("."), !local.hasSuffix("."), !local.contains("..")
        else { return false }
        let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
        return labels.count >= 2 && labels.allSatisfy(isLabel)
    }

    private static func isAllowedInLocal(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar {
        case "a"..."z", "A"..."Z", "0"..."9": true
        case "!", "#", "$", "%", "&", "'", "*", "+", "-", "/", "=", "?", "^", "_", "`", "{", "|", "}", "~",
            ".":
            true
        default: scalar.properties.isAlphabetic && scalar.value > 127
        }
    }

    private static func isLabel(_ label: Substring) -> Bool {
        (1...63).contains(label.utf8.count) && !label.hasPrefix("-") && !label.hasSuffix("-")
            && label.unicodeScalars.allSatisfy { scalar in
                scalar.properties.isAlphabetic || ("0"..."9").contains(scalar) || scalar == "-"
            }
    }
}

extension String {
    /// The text without white space and line breaks at both ends.
    func trimmingWhitespace() -> String {
        var rest = self[...]
        while let first = rest.first, first.isWhitespace { rest.removeFirst() }
        while let last = rest.last, last.isWhitespace { rest.removeLast() }
        return String(rest)
    }
}
