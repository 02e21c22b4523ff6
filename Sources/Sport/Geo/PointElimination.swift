/// A point of a map's plane, y upwards.
struct PlanePoint {
    var x: Double
    var y: Double
}

/// A line from which the point with the smallest triangle is taken again and again.
struct PointElimination {
    private let points: [PlanePoint]
    private var previous: [Int32]
    private var next: [Int32]
    /// Binary heap of inner points by area; `position` says where a point is in it, or -1.
    private var heap: [Int32]
    private var position: [Int32]
    private var area: [Double]

    init(points: [PlanePoint]) {
        self.points = points
        let count = Int32(points.count)
        previous = Array(-1..<(count - 1))
        next = Array(1...count)
        heap = Array(1..<(count - 1))
        position = Array(-1..<(count - 1))
        position[points.count - 1] = -1
        area = [Double](repeating: .infinity, count: points.count)
        for index in 1..<(points.count - 1) { area[index] = triangle(at: index) }
        for slot in stride(from: heap.count / 2 - 1, through: 0, by: -1) { siftDown(slot) }
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
        while heap.count + 2 > limit, let smallest = heap.first {
            let removed = Int(smallest)
            removeFirst()
            let before = Int(previous[removed])
            let after = Int(next[removed])
            next[before] = Int32(after)
            previous[after] = Int32(before)
            // A neighbour never becomes less important than what was removed before it.
            for neighbour in [before, after] where position[neighbour] >= 0 {
                update(neighbour, area: max(triangle(at: neighbour), area[removed]))
            }
        }
    }

    private func triangle(at index: Int) -> Double {
        let a = points[Int(previous[index])]
        let b = points[index]
        let c = points[Int(next[index])]
        return abs((b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y))
    }

    private mutating func update(_ index: Int, area newArea: Double) {
        area[index] = newArea
        siftDown(siftUp(Int(position[index])))
    }

    private mutating func removeFirst() {
        position[Int(heap[0])] = -1
        let last = heap.removeLast()
        guard !heap.isEmpty else { return }
        heap[0] = last
        position[Int(last)] = 0
        siftDown(0)
    }

    private mutating func siftUp(_ start: Int) -> Int {
        var slot = start
        while slot > 0, precedes(slot, (slot - 1) / 2) {
            swap(slot, (slot - 1) / 2)
            slot = (slot - 1) / 2
        }
        return slot
    }

    private mutating func siftDown(_ start: Int) {
        var slot = start
        while true {
            var child = 2 * slot + 1
            guard child < heap.count else { return }
            if child + 1 < heap.count, precedes(child + 1, child) { child += 1 }
            guard precedes(child, slot) else { return }
            swap(slot, child)
            slot = child
        }
    }

    /// Of equal areas the one further ahead goes first, so that the outcome is certain.
    private func precedes(_ first: Int, _ second: Int) -> Bool {
        let a = area[Int(heap[first])]
        let b = area[Int(heap[second])]
        return a < b || (a == b && heap[first] < heap[second])
    }

    private mutating func swap(_ first: Int, _ second: Int) {
        heap.swapAt(first, second)
        position[Int(heap[first])] = Int32(first)
        position[Int(heap[second])] = Int32(second)
    }
}
