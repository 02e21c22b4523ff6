/// A secret that cannot be written by accident: printing, interpolating, dumping or reflecting it gives
/// `[redacted]`.
package struct Redacted<Value> {
    /// What stands in a log or a message instead of the secret.
    package static var placeholder: String { "[redacted]" }

    /// The secret itself, for the one place that needs it.
    package let revealed: Value

    /// Wraps a secret.
    package init(_ value: Value) { revealed = value }
}

extension Redacted: Sendable where Value: Sendable {}
extension Redacted: Equatable where Value: Equatable {}

extension Redacted: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { Self.placeholder }
    package var debugDescription: String { Self.placeholder }
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}
