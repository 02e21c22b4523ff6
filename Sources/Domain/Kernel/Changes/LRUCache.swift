/// A dictionary with a budget: what was not used for the longest time makes room for what is new.
///
/// Inlinable, so that modules specialise it for their keys: unspecialised, a page of the feed spends a
/// quarter
/// of its time in the runtime's metadata.
package struct LRUCache<Key: Hashable, Value> {
    @usableFromInline
    struct Slot {
        @usableFromInline var key: Key
        @usableFromInline var value: Value
        @usableFromInline var cost: Int
        /// Towards what was used later; -1 at the end.
        @usableFromInline var newer: Int
        @usableFromInline var older: Int

        @usableFromInline
        init(key: Key, value: Value, cost: Int) {
            self.key = key
            self.value = value
            self.cost = cost
            newer = -1
            older = -1
        }
    }

    @usableFromInline var slots: [Slot?] = []
    @usableFromInline var freeSlots: [Int] = []
    @usableFromInline var places: [Key: Int] = [:]
    @usableFromInline var newest = -1
    @usableFromInline var oldest = -1
    @usableFromInline let costLimit: Int

    /// The sum of what the values cost; changed only here.
    package var totalCost = 0

    /// Makes a cache whose values together cost at most so much, in any unit: bytes, or one each.
    @inlinable
    package init(costLimit: Int) {
        self.costLimit = costLimit
    }

    /// How many values there are.
    @inlinable
    package var count: Int { places.count }

    /// The value of a key, which counts as its use.
    @inlinable
    package mutating func value(for key: Key) -> Value? {
        guard let place = places[key] else { return nil }
        if place != newest {
            unlink(place)
            linkAsNewest(place)
        }
        return slots[place]?.value
    }

    /// Keeps a value; one that costs more than the whole budget isn't kept.
    @inlinable
    package mutating func insert(_ value: Value, for key: Key, cost: Int) {
        remove(key)
        guard cost <= costLimit else { return }
        while totalCost + cost > costLimit, oldest >= 0, let victim = slots[oldest] { remove(victim.key) }
        let slot = Slot(key: key, value: value, cost: cost)
        let place: Int
        if let free = freeSlots.popLast() {
            slots[free] = slot
            place = free
        } else {
            slots.append(slot)
            place = slots.count - 1
        }
        places[key] = place
        totalCost += cost
        linkAsNewest(place)
    }

    /// Forgets a key.
    @inlinable
    package mutating func remove(_ key: Key) {
        guard let place = places.removeValue(forKey: key) else { return }
        unlink(place)
        totalCost -= slots[place]?.cost ?? 0
        slots[place] = nil
        freeSlots.append(place)
    }

    /// Forgets everything, and gives the memory back.
    @inlinable
    package mutating func removeAll() {
        self = LRUCache(costLimit: costLimit)
    }

    @inlinable

    mutating func unlink(_ place: Int) {
        guard let slot = slots[place] else { return }
        if slot.newer >= 0 { slots[slot.newer]?.older = slot.older } else { newest = slot.older }
        if slot.older >= 0 { slots[slot.older]?.newer = slot.newer } else { oldest = slot.newer }
    }

    @inlinable

    mutating func linkAsNewest(_ place: Int) {
        slots[place]?.newer = -1
        slots[place]?.older = newest
        if newest >= 0 { slots[newest]?.newer = place }
        newest = place
        if oldest < 0 { oldest = place }
    }
}
