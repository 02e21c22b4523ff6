import Kernel
import Testing

@testable import Feed

private func ids(_ numbers: some Sequence<Int64>) -> [ActivityID] { numbers.map { ActivityID($0) } }

@Suite struct FeedWindowTests {
    @Test func `a list that ends with the mark is whole, one that was asked for in part is cut`() {
        #expect(FeedWindow(elements: [9, 7, 0], limit: 10).isWhole)
        #expect(!FeedWindow(elements: [9, 7, 0], limit: 10).isCut)
        #expect(FeedWindow(elements: [9, 7], limit: 2).isCut)
        let trimmed = FeedWindow(elements: [9, 7], limit: 10)
        #expect(!trimmed.isWhole && !trimmed.isCut)
        #expect(FeedWindow(elements: [9, 7, 0], limit: 3).isWhole)
    }

    @Test func `a late push is noticed, and a double one`() {
        let late = FeedWindow(elements: [5, 9, 7, 0], limit: 10)
        #expect(late.isDisordered)
        #expect(late.ids == ids([9, 7, 5]))
        let double = FeedWindow(elements: [9, 9, 7, 0], limit: 10)
        #expect(double.isDisordered)
        #expect(double.ids == ids([9, 7]))
        #expect(!FeedWindow(elements: [9, 7, 5, 0], limit: 10).isDisordered)
    }

    @Test func `pulled authors are merged in without doubles`() {
        var window = FeedWindow(elements: [9, 7, 5, 0], limit: 10)
        window.merge([
            RecentActivities(ids: ids([8, 7, 1]), isWhole: true), RecentActivities(ids: [], isWhole: true),
        ])
        #expect(window.ids == ids([9, 8, 7, 5, 1]))
        #expect(window.isWhole)
    }

    @Test func `below what is known of a pulled author the window ends`() {
        var window = FeedWindow(elements: [9, 7, 5, 3, 0], limit: 10)
        window.merge([RecentActivities(ids: ids([8, 6]), isWhole: false)])
        #expect(window.ids == ids([9, 8, 7, 6]))
        #expect(!window.isWhole && !window.isCut)
    }

    @Test func `a cut window ends where it was cut, and can be read on`() {
        var window = FeedWindow(elements: [9, 7], limit: 2)
        window.merge([RecentActivities(ids: ids([8, 6, 4]), isWhole: true)])
        #expect(window.ids == ids([9, 8, 7]))
        #expect(window.isCut && !window.isWhole)
    }

    @Test func `merging is the same as sorting all that is known`() {
        for _ in 0..<500 {
            let list = Set((0..<Int.random(in: 0...12)).map { _ in Int64.random(in: 1...40) }).sorted(by: >)
            let authors = (0..<Int.random(in: 1...3)).map { _ in
                RecentActivities(
                    ids: ids(Set((0..<5).map { _ in Int64.random(in: 1...40) }).sorted(by: >)), isWhole: true)
            }
            var window = FeedWindow(elements: list + [0], limit: 100)
            window.merge(authors)
            let expected = Set(ids(list) + authors.flatMap(\.ids)).sorted(by: >)
            #expect(window.ids == expected)
        }
    }
}

@Suite struct PulledFeedTests {
    private func rows(_ pairs: [(Int64, Int64)]) -> [(athlete: AthleteID, activity: ActivityID)] {
        pairs.map { (AthleteID($0.0), ActivityID($0.1)) }
    }

    @Test func `when no author has more, the feed is whole`() {
        let pulled = PulledFeed(rows: rows([(1, 9), (2, 8), (1, 7)]), depth: 3, limit: 10)
        #expect(pulled.ids == ids([9, 8, 7]))
        #expect(pulled.isWhole)
    }

    @Test func `below the last of an author who may have more there may be gaps`() {
        let pulled = PulledFeed(rows: rows([(1, 9), (2, 8), (1, 7), (2, 6)]), depth: 2, limit: 10)
        #expect(pulled.ids == ids([9, 8, 7]))
        #expect(!pulled.isWhole)
    }

    @Test func `what was cut isn't whole`() {
        let pulled = PulledFeed(rows: rows([(1, 9), (2, 8)]), depth: 5, limit: 2)
        #expect(pulled.ids == ids([9, 8]))
        #expect(!pulled.isWhole)
    }

    @Test func `it is an unbroken newest part of the feed, whoever wrote how much`() {
        for _ in 0..<300 {
            var truth: [(athlete: AthleteID, activity: ActivityID)] = []
            for id in stride(from: Int64(60), to: 0, by: -1) where Bool.random() {
                truth.append((AthleteID(Int64.random(in: 1...4)), ActivityID(id)))
            }
            let depth = Int.random(in: 1...8)
            let limit = Int.random(in: 1...30)
            var counts: [AthleteID: Int] = [:]
            let asked = truth.filter { row in
                counts[row.athlete, default: 0] += 1
                return counts[row.athlete, default: 0] <= depth
            }
            let pulled = PulledFeed(rows: Array(asked.prefix(limit)), depth: depth, limit: limit)
            #expect(Array(truth.map(\.activity).prefix(pulled.ids.count)) == pulled.ids)
            if pulled.isWhole { #expect(pulled.ids.count == truth.count) }
        }
    }
}
