/// Carries a value that belongs to one thread through code that the compiler believes to be concurrent.
///
/// Sound only where the receiving end provably runs on the same thread: it is internal to this target, and
/// used for nothing but the start of tasks on the current loop and their cancellation.
struct Confined<Value>: @unchecked Sendable {
    let value: Value

    init(_ value: Value) {
        self.value = value
    }
}
