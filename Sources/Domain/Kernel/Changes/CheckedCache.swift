/// Copies of rows, kept exact by the `ChangeLog`: to be read only after it has settled.
///
/// A row may be changed while it is being loaded. What was forgotten since a load began is not kept when it
/// arrives, since it may have been read before the change.
package struct CheckedCache<Key: Hashable, Value> {
    /// The moment at which a load began.
    package struct Load {
        @usableFromInline let beganAt: UInt64

        @usableFromInline
        init(beganAt: UInt64) {
            self.beganAt = beganAt
        }
    }

    @usableFromInline var kept: LRUCache<Key, Value>
    @usableFromInline var clock: UInt64 = 0
    @usableFromInline var forgottenAllAt: UInt64 = 0
    /// When keys were forgotten, as long as any load is under way.
    @usableFromInline var forgottenAt: [Key: UInt64] = [:]
    @usableFromInline var loadsUnderWay = 0

    /// Makes a cache whose values together cost at most so much.
    @inlinable
    package init(costLimit: Int) {
        kept = LRUCache(costLimit: costLimit)
    }

    /// How many values there are.
    @inlinable
    package var count: Int { kept.count }

    /// The copy of a key.
    @inlinable
    package mutating func value(for key: Key) -> Value? {
        kept.value(for: key)
    }

    /// To be called before rows are asked for; `end` has to follow.
    @inlinable
    package mutating func begin() -> Load {
        loadsUnderWay += 1
        return Load(beganAt: clock)
    }

    /// Keeps what a load brought, unless it was forgotten meanwhile.
    @inlinable
    package mutating func keep(_ value: Value, for key: Key, cost: Int = 1, of load: Load) {
        guard forgottenAllAt <= load.beganAt, forgottenAt[key, default: 0] <= load.beganAt else { return }
        kept.insert(value, for: key, cost: cost)
    }

    /// To be called once when a load is over, whether it brought something or not.
    @inlinable
    package mutating func end(_ load: consuming Load) {
        loadsUnderWay -= 1
        if loadsUnderWay == 0 { forgottenAt.removeAll(keepingCapacity: false) }
    }

    /// Forgets a key.
    @inlinable
    package mutating func forget(_ key: Key) {
        kept.remove(key)
        guard loadsUnderWay > 0 else { return }
        clock += 1
        forgottenAt[key] = clock
    }

    /// Forgets everything.
    @inlinable
    package mutating func forgetAll() {
        kept.removeAll()
        clock += 1
        forgottenAllAt = clock
        forgottenAt = [:]
    }
}
