/// Objects by numbers, with a budget: what was not used for the longest time makes room for what is new.
///
/// Not generic, since a generic table of another module isn't specialised, and a feed looks up 60 of them for
/// a page; `LRUCache` gives it types.
package struct LRUTable {
    private struct Slot {
        var key: Int64
        var object: AnyObject?
        var cost: Int
        /// Towards what was used later; -1 at the end.
        var newer: Int
        var older: Int
    }

    private var slots: ContiguousArray<Slot> = []
    private var freeSlots: [Int] = []
    private var places: [Int64: Int] = [:]
    private var newest = -1
    private var oldest = -1
    private let costLimit: Int

    /// The sum of what the objects cost.
    package private(set) var totalCost = 0

    /// Makes a table whose objects together cost at most so much.
    package init(costLimit: Int) {
        self.costLimit = costLimit
    }

    /// How many objects there are.
    package var count: Int { places.count }

    /// The object of a number, which counts as its use.
    package mutating func object(for key: Int64) -> AnyObject? {
        guard let place = places[key] else { return nil }
        if place != newest {
            unlink(place)
            linkAsNewest(place)
        }
        return slots[place].object
    }

    /// Keeps an object; one that costs more than the whole budget isn't kept.
    package mutating func insert(_ object: AnyObject, for key: Int64, cost: Int) {
        remove(key)
        guard cost <= costLimit else { return }
        while totalCost + cost > costLimit, oldest >= 0 { remove(slots[oldest].key) }
        let slot = Slot(key: key, object: object, cost: cost, newer: -1, older: -1)
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

    /// Forgets a number.
    package mutating func remove(_ key: Int64) {
        guard let place = places.removeValue(forKey: key) else { return }
        unlink(place)
        totalCost -= slots[place].cost
        slots[place].object = nil
        freeSlots.append(place)
    }

    /// Forgets the objects for which this holds.
    package mutating func remove(where isWrong: (AnyObject) -> Bool) {
        for slot in slots where slot.object.map(isWrong) == true { remove(slot.key) }
    }

    /// Forgets everything, and gives the memory back.
    package mutating func removeAll() {
        self = LRUTable(costLimit: costLimit)
    }

    private mutating func unlink(_ place: Int) {
        let (newer, older) = (slots[place].newer, slots[place].older)
        if newer >= 0 { slots[newer].older = older } else { newest = older }
        if older >= 0 { slots[older].newer = newer } else { oldest = newer }
    }

    private mutating func linkAsNewest(_ place: Int) {
        slots[place].newer = -1
        slots[place].older = newest
        if newest >= 0 { slots[newest].newer = place }
        newest = place
        if oldest < 0 { oldest = place }
    }
}
