import CLibUV

/// A failure that libuv or the kernel reported.
package struct LoopError: Error, Equatable, CustomStringConvertible {
    /// The negated `errno`, as libuv has it.
    package var code: Int32
    /// What was being tried: `listen`, `read`, `write` …
    package var operation: String

    init(_ code: Int32, during operation: String) {
        self.code = code
        self.operation = operation
    }

    /// The operation and the C library's text for the code.
    package var description: String {
        "\(operation): \(String(cString: uv_strerror(code)))"
    }

    /// Throws unless a libuv call succeeded.
    static func check(_ result: Int32, during operation: String) throws(LoopError) {
        if result < 0 { throw LoopError(result, during: operation) }
    }
}
