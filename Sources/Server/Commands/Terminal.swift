import Glibc

/// Text for the person, or the script, that called a command.
enum Terminal {
    /// Whether standard output is a terminal.
    static var isInteractive: Bool {
        isatty(STDOUT_FILENO) == 1
    }

    /// Writes a line to standard output.
    static func say(_ line: String = "") {
        write(line + "\n", to: STDOUT_FILENO)
    }

    /// Writes a line to standard error.
    static func complain(_ line: String) {
        write(line + "\n", to: STDERR_FILENO)
    }

    /// Draws a progress bar over itself on a terminal; elsewhere writes a line at each tenth.
    static func progress(_ what: String, _ done: Int, of total: Int) {
        guard total > 0 else { return }
        if isInteractive {
            let filled = done * 30 / total
            let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: 30 - filled)
            write("\r\(what) \(bar) \(done)/\(total)\(done == total ? "\n" : "")", to: STDOUT_FILENO)
        } else if done == total || done * 10 / total != (done - 1) * 10 / total {
            say("\(what): \(done) of \(total)")
        }
    }

    /// Writes bytes to standard output.
    static func write(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { write($0, to: STDOUT_FILENO) }
    }

    private static func write(_ text: String, to descriptor: Int32) {
        var text = text
        text.withUTF8 { write(UnsafeRawBufferPointer($0), to: descriptor) }
    }

    private static func write(_ bytes: UnsafeRawBufferPointer, to descriptor: Int32) {
        var rest = bytes
        while !rest.isEmpty {
            let written = Glibc.write(descriptor, rest.baseAddress, rest.count)
            if written < 0 && errno != EINTR { return }
            rest = UnsafeRawBufferPointer(rebasing: rest[max(0, written)...])
        }
    }
}
