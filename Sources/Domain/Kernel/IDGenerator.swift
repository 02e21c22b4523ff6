import Synchronization

/// Makes identifiers: 32 bits of seconds since 1970, 8 of node, 13 of sequence.
///
/// A node makes 8,192 a second; when it is asked for more it borrows from the seconds to come, and it never
/// goes back when the clock does. Two processes must not be the same node at the same time.
package final class IDGenerator: Sendable {
    /// Bits for the number within a second and a node.
    package static let sequenceBits: UInt64 = 13
    /// Bits for the node.
    package static let nodeBits: UInt64 = 8

    private let node: UInt64
    private let clock: WallClock
    /// The last (seconds, sequence) handed out, as one number.
    private let last = Atomic<UInt64>(0)

    /// Makes the generator of one node.
    package init(node: UInt8, clock: WallClock) {
        self.node = UInt64(node)
        self.clock = clock
    }

    /// The next identifier, greater than all before it from this generator.
    package func next<Subject>(_ subject: Subject.Type = Subject.self) -> ID<Subject> {
        let floor = UInt64(max(0, clock.unixSeconds)) << IDGenerator.sequenceBits
        var previous = last.load(ordering: .relaxed)
        while true {
            let candidate = max(floor, previous + 1)
            let (exchanged, original) = last.compareExchange(
                expected: previous, desired: candidate, ordering: .relaxed)
            if exchanged { return ID(assemble(candidate)) }
            previous = original
        }
    }

    private func assemble(_ secondsAndSequence: UInt64) -> Int64 {
        let seconds = secondsAndSequence >> IDGenerator.sequenceBits
        let sequence = secondsAndSequence & (1 << IDGenerator.sequenceBits - 1)
        let shifted = (seconds << IDGenerator.nodeBits | node) << IDGenerator.sequenceBits
        return Int64(bitPattern: shifted | sequence)
    }
}
