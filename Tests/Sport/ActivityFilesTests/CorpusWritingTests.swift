import ActivityFiles
import Streams
import Testing

/// Real recordings written in each format, and read again.
@Suite(Corpus.condition) struct `real recordings written again` {
    /// All that are read without a complaint, as they would be exported.
    private static func recordings() throws -> [(path: String, activity: ExportedActivity)] {
        var found: [(path: String, activity: ExportedActivity)] = []
        // Recordings out of FIT files hold what GPX and TCX have no room for: several samples of one second
        // without a position, pauses where no position is known, a distance without a way.
        let files = try Corpus.verdicts(.gpx) + Corpus.verdicts(.tcx)
        for (path, verdict) in files where verdict == "valid" {
            let bytes = try Corpus.bytes(path)
            guard let recording = try? ActivityFile.decode(bytes).first,
                isComparable(recording.streams)
            else { continue }
            var activity = ExportedActivity(
                sportType: recording.sportType ?? "Ride", startMilliseconds: recording.startMilliseconds,
                streams: recording.streams)
            activity.name = recording.name ?? ""
            activity.notes = recording.notes ?? ""
            activity.summarise(laps: recording.laps)
            found.append((path, activity))
        }
        try #require(found.count > 50)
        return found
    }

    /// False for the few that a reader has to change: those that begin without a position, so that GPX begins
    /// later, and those with the same moment and place twice, once positions are rounded.
    private static func isComparable(_ streams: StreamSet) -> Bool {
        guard streams.hasPositions else { return true }
        guard streams.coordinate(at: 0) != nil else { return false }
        for index in 1..<max(1, streams.count) {
            guard streams.seconds(at: index) == streams.seconds(at: index - 1) else { continue }
            if streams.coordinate(at: index) == streams.coordinate(at: index - 1) { return false }
        }
        return true
    }

    /// The kinds whose columns differ, with where they do so first; a column without any value counts as
    /// none.
    private static func differences(_ read: StreamSet, _ written: StreamSet) -> [String] {
        guard read.count == written.count else { return ["\(read.count) for \(written.count) samples"] }
        var differences: [String] = []
        for kind in StreamKind.allCases {
            let (left, right) = (known(read[kind]), known(written[kind]))
            guard left != right else { continue }
            let first = zip(left ?? [], right ?? []).enumerated().first { $1.0 != $1.1 }
            differences.append("\(kind) \(first.map { "\($0)" } ?? "missing")")
        }
        return differences
    }

    private static func known(_ column: [Int32]?) -> [Int32]? {
        column.flatMap { $0.contains { $0 != StreamSet.missing } ? $0 : nil }
    }

    /// Channels that a format has, with values that it has room for.
    private static func kept(_ streams: StreamSet, _ isKept: (StreamKind) -> Bool) -> StreamSet {
        var kept = streams.keeping(isKept)
        for kind in [StreamKind.heartrate, .cadence] {
            kept[kind] = kept[kind]?.map { $0 > 254 ? StreamSet.missing : $0 }
        }
        return kept
    }

    @Test func `read back from GPX as they were`() throws {
        for (path, activity) in try Self.recordings() {
            var written = Self.kept(activity.streams) { $0 != .distance && $0 != .velocitySmooth }
            if written.hasPositions {
                let located = (0..<written.count).filter { written.coordinate(at: $0) != nil }
                written = written.selecting(located)
            }
            let read = try #require(ActivityFile.decode(GPXEncoder.encode(activity)).first)
            let found = Self.differences(read.streams, written)
            #expect(found.isEmpty, "\(path): \(found)")
            #expect(read.name ?? "" == activity.name.trimmed, "\(path)")
        }
    }

    @Test func `read back from TCX as they were`() throws {
        for (path, activity) in try Self.recordings() {
            let read = try #require(ActivityFile.decode(TCXEncoder.encode(activity)).first)
            let found = Self.differences(read.streams, Self.kept(activity.streams) { $0 != .temp })
            #expect(found.isEmpty, "\(path): \(found)")
            if activity.laps.count > 1 {
                let starts = read.laps.map(\.startMilliseconds)
                #expect(starts == activity.laps.map(\.startMilliseconds), "\(path)")
            }
        }
    }
}

extension String {
    /// Without white space at its ends, as titles are read.
    fileprivate var trimmed: String {
        var rest = self[...]
        while rest.first?.isWhitespace == true { rest.removeFirst() }
        while rest.last?.isWhitespace == true { rest.removeLast() }
        return String(rest)
    }
}
