import Kernel
import Testing

/// A key that is written as a number.
private struct Key: RawRepresentable, ExpressibleByIntegerLiteral, Equatable {
    let rawValue: Int64

    init(rawValue: Int64) { self.rawValue = rawValue }
    init(integerLiteral value: Int64) { rawValue = value }
    init(_ value: Int) { rawValue = Int64(value) }
}

@Suite struct LRUCacheTests {
    @Test func `what was used last stays when room is made`() {
        var cache = LRUCache<Key, String>(costLimit: 3)
        for key in 1...3 { cache.insert("\(key)", for: Key(key), cost: 1) }
        #expect(cache.value(for: 1) == "1")
        cache.insert("4", for: 4, cost: 1)
        #expect(cache.value(for: 2) == nil)
        #expect([1, 3, 4].map { cache.value(for: Key($0)) } == ["1", "3", "4"])
        #expect(cache.totalCost == 3)
    }

    @Test func `a costly value makes room for itself, and one beyond the budget isn't kept`() {
        var cache = LRUCache<Key, Int>(costLimit: 10)
        for key in 0..<10 { cache.insert(key, for: Key(key), cost: 1) }
        cache.insert(100, for: 100, cost: 7)
        #expect(cache.count == 4)
        cache.insert(200, for: 200, cost: 11)
        #expect(cache.value(for: 200) == nil)
        #expect(cache.totalCost == 10)
    }

    @Test func `it behaves like a list of keys in the order of their use`() {
        var cache = LRUCache<Key, Int>(costLimit: 8)
        var model: [(key: Key, value: Int)] = []
        var random = SystemRandomNumberGenerator()
        for step in 0..<20_000 {
            let key = Key(Int.random(in: 0..<16, using: &random))
            switch Int.random(in: 0..<4, using: &random) {
            case 0:
                cache.remove(key)
                model.removeAll { $0.key == key }
            case 1:
                cache.insert(step, for: key, cost: 1)
                model.removeAll { $0.key == key }
                model.append((key, step))
                if model.count > 8 { model.removeFirst() }
            default:
                let found = model.firstIndex { $0.key == key }
                #expect(cache.value(for: key) == found.map { model[$0].value })
                if let found { model.append(model.remove(at: found)) }
            }
            #expect(cache.count == model.count)
        }
    }
}

/// A row that is cached.
private final class Row {
    let text: String

    init(_ text: String) { self.text = text }
}

@Suite struct CheckedCacheTests {
    @Test func `a row that was changed while it was loaded isn't kept`() {
        var cache = CheckedCache<Key, Row>(costLimit: 10)
        let load = cache.begin()
        cache.forget(1)
        cache.keep(Row("old"), for: 1, of: load)
        cache.keep(Row("fine"), for: 2, of: load)
        cache.end(load)
        #expect(cache.value(for: 1) == nil)
        #expect(cache.value(for: 2)?.text == "fine")
    }

    @Test func `a load that began after the change is kept, one that began before is not`() {
        var cache = CheckedCache<Key, Row>(costLimit: 10)
        let early = cache.begin()
        cache.forget(1)
        let late = cache.begin()
        cache.keep(Row("new"), for: 1, of: late)
        cache.keep(Row("old"), for: 1, of: early)
        cache.end(late)
        cache.end(early)
        #expect(cache.value(for: 1)?.text == "new")
    }

    @Test func `when everything is forgotten, so is what is being loaded`() {
        var cache = CheckedCache<Key, Row>(costLimit: 10)
        let load = cache.begin()
        cache.forgetAll()
        cache.keep(Row("old"), for: 1, of: load)
        cache.end(load)
        #expect(cache.count == 0)
        let next = cache.begin()
        cache.keep(Row("new"), for: 1, of: next)
        cache.end(next)
        #expect(cache.value(for: 1)?.text == "new")
    }

    @Test func `rows that a change makes wrong are forgotten together, those being loaded too`() {
        var cache = CheckedCache<Key, Row>(costLimit: 10)
        let load = cache.begin()
        cache.keep(Row("wrong"), for: 1, of: load)
        cache.keep(Row("right"), for: 2, of: load)
        cache.forget { $0.text == "wrong" }
        cache.keep(Row("late"), for: 3, of: load)
        cache.end(load)
        #expect(cache.value(for: 1) == nil)
        #expect(cache.value(for: 2)?.text == "right")
        #expect(cache.value(for: 3) == nil)
    }
}
