/// Copies of rows, kept exact by the `ChangeLog`: to be read only after it has settled.
///
/// A row may be changed while it is being loaded. What was forgotten since a load began is not kept when it
/// arrives, since it may have been read before the change.
///
/// The copies are objects, so that a look-up shares one instead of copying it. It stands on `LRUTable` and
/// not on `LRUCache`: a generic type inside of another is looked up at run time with each use, and a feed
/// uses 50.
package struct CheckedCache<Key: RawRepresentable, Value: AnyObject> where Key.RawValue == Int64 {
    /// The moment at which a load began.
    package struct Load {
        fileprivate let beganAt: UInt64
    }

    @usableFromInline var kept: LRUTable
    private var clock: UInt64 = 0
    private var forgottenAllAt: UInt64 = 0
    /// When keys were forgotten, as long as any load is under way.
    private var forgottenAt: [Int64: UInt64] = [:]
    private var loadsUnderWay = 0

    /// Makes a cache whose values together cost at most so much.
    package init(costLimit: Int) {
        kept = LRUTable(costLimit: costLimit)
    }

    /// How many values there are.
    package var count: Int { kept.count }

    /// The copy of a key.
    @inlinable
    package mutating func value(for key: Key) -> Value? {
        guard let object = kept.object(for: key.rawValue) else { return nil }
        return unsafeDowncast(object, to: Value.self)
    }

    /// To be called before rows are asked for; `end` has to follow.
    package mutating func begin() -> Load {
        loadsUnderWay += 1
        return Load(beganAt: clock)
    }

    /// Keeps what a load brought, unless it was forgotten meanwhile.
    package mutating func keep(_ value: Value, for key: Key, cost: Int = 1, of load: Load) {
        let forgotten = max(forgottenAllAt, forgottenAt[key.rawValue, default: 0])
        guard forgotten <= load.beganAt else { return }
        kept.insert(value, for: key.rawValue, cost: cost)
    }

    /// To be called once when a load is over, whether it brought something or not.
    package mutating func end(_ load: consuming Load) {
        loadsUnderWay -= 1
        if loadsUnderWay == 0 { forgottenAt.removeAll(keepingCapacity: false) }
    }

    /// Forgets a key.
    package mutating func forget(_ key: Key) {
        kept.remove(key.rawValue)
        guard loadsUnderWay > 0 else { return }
        clock += 1
        forgottenAt[key.rawValue] = clock
    }

    /// Forgets the values for which this holds; looks at all of them, and keeps nothing of what is being
    /// loaded.
    package mutating func forget(where isWrong: (Value) -> Bool) {
        kept.remove { isWrong(unsafeDowncast($0, to: Value.self)) }
        clock += 1
        forgottenAllAt = clock
    }

    /// Forgets everything.
    package mutating func forgetAll() {
        kept.removeAll()
        clock += 1
        forgottenAllAt = clock
        forgottenAt = [:]
    }
}
