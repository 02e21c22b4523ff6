/// A dictionary with a budget: what was not used for the longest time makes room for what is new.
package struct LRUCache<Key: RawRepresentable, Value> where Key.RawValue == Int64 {
    @usableFromInline var table: LRUTable

    /// Makes a cache whose values together cost at most so much, in any unit: bytes, or one each.
    package init(costLimit: Int) {
        table = LRUTable(costLimit: costLimit)
    }

    /// How many values there are.
    package var count: Int { table.count }

    /// The sum of what the values cost.
    package var totalCost: Int { table.totalCost }

    /// The value of a key, which counts as its use.
    @inlinable
    package mutating func value(for key: Key) -> Value? {
        guard let object = table.object(for: key.rawValue) else { return nil }
        return unsafeDowncast(object, to: CachedValue<Value>.self).value
    }

    /// Keeps a value; one that costs more than the whole budget isn't kept.
    @inlinable
    package mutating func insert(_ value: Value, for key: Key, cost: Int) {
        table.insert(CachedValue(value), for: key.rawValue, cost: cost)
    }

    /// Forgets a key.
    @inlinable
    package mutating func remove(_ key: Key) {
        table.remove(key.rawValue)
    }
}

/// A value in a table of objects.
@usableFromInline
final class CachedValue<Value> {
    @usableFromInline let value: Value

    @inlinable
    init(_ value: Value) {
        self.value = value
    }
}
