import Crypto
package import Kernel

/// A password that may be set: 10 to 1,024 bytes of UTF-8, and no rule besides (NIST SP 800-63B, 5.1.1.2).
package struct Password: Sendable {
    /// Bytes of UTF-8.
    package static let minimumBytes = 10
    package static let maximumBytes = PasswordHasher.maximumPasswordByteCount

    /// The password; never logged, never stored.
    package let text: String

    /// Checks the length; throws a fault that names the field.
    package init(_ text: String?, resource: String = "Athlete", field: String = "password") throws(Fault) {
        guard let text, !text.isEmpty else { throw .missing(resource, field) }
        guard text.utf8.count >= Password.minimumBytes else {
            throw .invalid(resource, field, "shorter than \(Password.minimumBytes) bytes")
        }
        guard text.utf8.count <= Password.maximumBytes else { throw .invalid(resource, field, "exceeded") }
        self.text = text
    }
}
