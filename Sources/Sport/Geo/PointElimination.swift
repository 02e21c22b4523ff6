/// A point of a map's plane, y upwards.
struct PlanePoint {
    var x: Double
    var y: Double
}

/// A line from which the point with the smallest triangle is taken again and again.
struct PointElimination {
    /// An inner point in the heap. Of equal areas the one further ahead goes first, so that the outcome is
    /// certain.
    private struct Candidate {
        var area: Double
        var index: Int32

        func precedes(_ other: Candidate) -> Bool {
            area < other.area || (area == other.area && index < other.index)
        }
    }

    private let points: [PlanePoint]
    private var previous: [Int32]
    private var next: [Int32]
    /// Binary heap by area; `position` says where a point is in it, or -1.
    private var heap: [Candidate]
    private var position: [Int32]

    init(points: [PlanePoint]) {
        self.points = points
        let count = Int32(points.count)
        previous = Array(-1..<(count - 1))
        next = Array(1...count)
        position = Array(-1..<(count - 1))
        position[points.count - 1] = -1
        heap = []
        heap.reserveCapacity(points.count - 2)
        for index in 1..<(count - 1) {
            heap.append(Candidate(area: triangle(at: Int(index)), index: index))
        }
        for slot in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(heap[slot], from: slot) }
    }

    var remaining: [Int] {
        var indices: [Int] = []
        var index: Int32 = 0
        while index < Int32(points.count) {
            indices.append(Int(index))
            index = next[Int(index)]
        }
        return indices
    }

    mutating func eliminate(downTo limit: Int) {
        while heap.count + 2 > limit, let removed = heap.first {
            removeFirst()
            let before = Int(previous[Int(removed.index)])
            let after = Int(next[Int(removed.index)])
            next[before] = Int32(after)
            previous[after] = Int32(before)
            // A neighbour never becomes less important than what was removed before it.
            update(before, atLeast: removed.area)
            update(after, atLeast: removed.area)
        }
    }

    private func triangle(at index: Int) -> Double {
        let a = points[Int(previous[index])]
        let b = points[index]
        let c = points[Int(next[index])]
        return abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y))
    }

    private mutating func update(_ index: Int, atLeast least: Double) {
        let slot = Int(position[index])
        guard slot >= 0 else { return }
        let candidate = Candidate(area: max(triangle(at: index), least), index: Int32(index))
        if candidate.precedes(heap[slot]) {
            siftUp(candidate, from: slot)
        } else {
            siftDown(candidate, from: slot)
        }
    }

    private mutating func removeFirst() {
        position[Int(heap[0].index)] = -1
        let last = heap.removeLast()
        if !heap.isEmpty { siftDown(last, from: 0) }
    }

    /// Puts a candidate where a slot is free, or above it.
    private mutating func siftUp(_ candidate: Candidate, from free: Int) {
        var slot = free
        while slot > 0, candidate.precedes(heap[(slot - 1) / 2]) {
            put(heap[(slot - 1) / 2], into: slot)
            slot = (slot - 1) / 2
        }
        put(candidate, into: slot)
    }

    /// Puts a candidate where a slot is free, or below it.
    private mutating func siftDown(_ candidate: Candidate, from free: Int) {
        var slot = free
        var child = 2 * slot + 1
        while child < heap.count {
            if child + 1 < heap.count, heap[child + 1].precedes(heap[child]) { child += 1 }
            guard heap[child].precedes(candidate) else { break }
            put(heap[child], into: slot)
            slot = child
            child = 2 * slot + 1
        }
        put(candidate, into: slot)
    }

    private mutating func put(_ candidate: Candidate, into slot: Int) {
        heap[slot] = candidate
        position[Int(candidate.index)] = Int32(slot)
    }
}
