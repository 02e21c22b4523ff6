/// A hierarchical timing wheel (Varghese and Lauck, 1987): insert and cancel are O(1), and timers that do
/// not expire cost nothing but their memory.
///
/// Five levels of 256 slots each; a slot of level `k` covers `256^k` ticks. Timers of a higher level move
/// down when the wheel reaches their slot. Entries live in one slab and are linked by index.
struct TimerWheel<Payload> {
    /// Names one timer; stays valid, and harmless, after it fired.
    struct ID: Hashable, Sendable {
        var index: UInt32
        var generation: UInt32
    }

    private struct Entry {
        var deadlineTick: UInt64
        var payload: Payload?
        var next: Int32
        var previous: Int32
        var slot: Int32
        var generation: UInt32
    }

    private static var bitsPerLevel: UInt64 { 8 }
    private static var slotsPerLevel: Int { 256 }
    private static var levelCount: Int { 5 }
    private static var none: Int32 { -1 }

    private var entries: [Entry] = []
    private var firstFree = none
    private var heads: [Int32]
    private var occupancy: [UInt64]

    /// The tick that the wheel stands at; everything due by then has been handed out.
    private(set) var currentTick: UInt64
    /// How many timers wait.
    private(set) var count = 0

    init(currentTick: UInt64 = 0) {
        self.currentTick = currentTick
        heads = Array(repeating: Self.none, count: Self.levelCount * Self.slotsPerLevel)
        occupancy = Array(repeating: 0, count: Self.levelCount * Self.slotsPerLevel / 64)
    }

    /// Adds a timer; a deadline that has passed is due at the next tick.
    mutating func insert(_ payload: Payload, deadlineTick: UInt64) -> ID {
        let index = allocate()
        let deadline = max(deadlineTick, currentTick + 1)
        entries[Int(index)].deadlineTick = deadline
        entries[Int(index)].payload = payload
        link(index)
        count += 1
        return ID(index: UInt32(index), generation: entries[Int(index)].generation)
    }

    /// Takes a timer out; nil when it has fired or was cancelled before.
    mutating func remove(_ id: ID) -> Payload? {
        guard id.index < entries.count, entries[Int(id.index)].generation == id.generation else { return nil }
        let index = Int32(id.index)
        unlink(index)
        return release(index)
    }

    /// The tick at which the wheel has to be advanced next: a deadline, or a slot that has to move down.
    var nextWakeTick: UInt64? {
        var next: UInt64?
        for level in 0..<Self.levelCount {
            let shift = UInt64(level) * Self.bitsPerLevel
            let position = currentTick >> shift
            guard let distance = distanceToOccupied(level: level, from: Int(position & 255)) else { continue }
            let tick = (position + UInt64(distance)) << shift
            next = min(next ?? tick, tick)
        }
        return next
    }

    /// Moves the wheel to `tick` and returns what fell due, earliest first.
    mutating func advance(to tick: UInt64) -> [Payload] {
        var due: [Payload] = []
        while let wake = nextWakeTick, wake <= tick {
            currentTick = wake
            moveDown()
            collectCurrentSlot(into: &due)
        }
        currentTick = max(currentTick, tick)
        return due
    }

    // MARK: slots

    private mutating func moveDown() {
        for level in stride(from: Self.levelCount - 1, to: 0, by: -1) {
            let shift = UInt64(level) * Self.bitsPerLevel
            guard currentTick & ((1 << shift) - 1) == 0 else { continue }
            let slot = level * Self.slotsPerLevel + Int((currentTick >> shift) & 255)
            var index = takeAll(slot)
            while index != Self.none {
                let next = entries[Int(index)].next
                link(index)
                index = next
            }
        }
    }

    private mutating func collectCurrentSlot(into due: inout [Payload]) {
        var index = takeAll(Int(currentTick & 255))
        let first = due.count
        while index != Self.none {
            let next = entries[Int(index)].next
            if let payload = release(index) { due.append(payload) }
            index = next
        }
        // A slot's list has its newest timer first; timers of one tick fire in the order they were set.
        due[first...].reverse()
    }

    private mutating func takeAll(_ slot: Int) -> Int32 {
        let head = heads[slot]
        heads[slot] = Self.none
        occupancy[slot / 64] &= ~(1 << UInt64(slot % 64))
        return head
    }

    private mutating func link(_ index: Int32) {
        let slot = slot(for: entries[Int(index)].deadlineTick)
        let head = heads[slot]
        entries[Int(index)].slot = Int32(slot)
        entries[Int(index)].previous = Self.none
        entries[Int(index)].next = head
        if head != Self.none { entries[Int(head)].previous = index }
        heads[slot] = index
        occupancy[slot / 64] |= 1 << UInt64(slot % 64)
    }

    private mutating func unlink(_ index: Int32) {
        let entry = entries[Int(index)]
        if entry.next != Self.none { entries[Int(entry.next)].previous = entry.previous }
        if entry.previous != Self.none {
            entries[Int(entry.previous)].next = entry.next
        } else {
            heads[Int(entry.slot)] = entry.next
            if entry.next == Self.none { _ = takeAll(Int(entry.slot)) }
        }
    }

    private func slot(for deadline: UInt64) -> Int {
        let distance = deadline > currentTick ? deadline - currentTick : 0
        var level = 0
        while level < Self.levelCount - 1, distance >> (UInt64(level + 1) * Self.bitsPerLevel) != 0 {
            level += 1
        }
        let position = deadline >> (UInt64(level) * Self.bitsPerLevel)
        return level * Self.slotsPerLevel + Int(position & 255)
    }

    /// Slots from `position` (exclusive) to the next occupied one of a level, counted round the ring: 1 to
    /// 256.
    private func distanceToOccupied(level: Int, from position: Int) -> Int? {
        let base = level * Self.slotsPerLevel / 64
        for step in 0...4 {
            let wordIndex = ((position + 1) / 64 + step) % 4
            var word = occupancy[base + wordIndex]
            if step == 0 { word &= ~0 << UInt64((position + 1) % 64) }
            if step == 4 { word &= (1 << UInt64((position + 1) % 64)) - 1 }
            if word != 0 {
                let found = wordIndex * 64 + word.trailingZeroBitCount
                return found > position ? found - position : found + Self.slotsPerLevel - position
            }
        }
        return nil
    }

    // MARK: slab

    private mutating func allocate() -> Int32 {
        if firstFree != Self.none {
            let index = firstFree
            firstFree = entries[Int(index)].next
            return index
        }
        entries.append(
            Entry(
                deadlineTick: 0, payload: nil, next: Self.none, previous: Self.none, slot: 0, generation: 0))
        return Int32(entries.count - 1)
    }

    private mutating func release(_ index: Int32) -> Payload? {
        let payload = entries[Int(index)].payload.take()
        entries[Int(index)].generation &+= 1
        entries[Int(index)].next = firstFree
        firstFree = index
        count -= 1
        return payload
    }
}
