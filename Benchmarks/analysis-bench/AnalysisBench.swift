import ActivityFiles
import FoundationEssentials
import Streams
import Training

/// How long it takes to make an activity of decoded points, and how long to write streams as JSON:
/// `analysis-bench SECONDS` prints a JSON line for each figure, `analysis-bench size FILE…` one for each
/// file.
@main
enum AnalysisBench {
    /// An hour at 1 Hz.
    private static let pointCount = 3600

    static func main() throws {
        let arguments = Array(CommandLine.arguments.dropFirst())
        if arguments.first == "size" {
            for path in arguments.dropFirst() { printSize(path) }
            return
        }
        guard arguments.count == 1, let seconds = Double(arguments[0]), seconds > 0 else {
            print("usage: analysis-bench SECONDS | analysis-bench size FILE…")
            return
        }
        try printAnalysis(seconds)
        try printStreams(seconds)
    }

    // MARK: an activity

    private static func printAnalysis(_ seconds: Double) throws {
        let run = SyntheticRun.decoded(pointCount)
        var blob: [UInt8] = []
        let whole = try Rounds(seconds) {
            let analysis = ActivityAnalysis(run.streams, sport: .foot, altitudeSource: .barometer)
            let report = ActivityReport(analysis, of: run, isRun: true)
            guard !report.bestEfforts.isEmpty, !report.kilometers.isEmpty else { return }
            blob = try StreamCodec.encode(analysis.streams.keeping(\.isRecorded))
        }
        let analysis = Rounds(seconds / 4) {
            _ = ActivityAnalysis(run.streams, sport: .foot, altitudeSource: .barometer)
        }
        let analysed = ActivityAnalysis(run.streams, sport: .foot, altitudeSource: .barometer)
        let report = Rounds(seconds / 4) {
            _ = ActivityReport(analysed, of: run, isRun: true)
        }
        print(
            """
            {"what": "activity", "points": \(pointCount), "seconds": \(whole.median), \
            "fastest": \(whole.fastest), "analysis": \(analysis.median), "report": \(report.median), \
            "blob_bytes": \(blob.count)}
            """)
    }

    // MARK: streams

    /// From the stored blob to the answer's bytes, beside `JSONEncoder` on what is in them.
    private static func printStreams(_ seconds: Double) throws {
        let run = SyntheticRun.decoded(pointCount)
        let analysed = ActivityAnalysis(run.streams, sport: .foot)
        let blob = try StreamCodec.encode(analysed.streams.keeping(\.isRecorded))
        let query = StreamQuery(types: StreamType.allCases, isKeyedByType: true)
        var byteCount = 0
        let ours = try Rounds(seconds / 2) {
            let recorded = try StreamCodec.decode(blob)
            byteCount = ActivityChannels(recorded, sport: .foot).streams.json(query).count
        }
        let writing = Rounds(seconds / 2) { byteCount = analysed.streams.json(query).count }
        let answer = StreamAnswer(analysed.streams)
        var referenceByteCount = 0
        let reference = try Rounds(seconds / 2) {
            referenceByteCount = try JSONEncoder().encode(answer).count
        }
        print(
            """
            {"what": "streams", "points": \(pointCount), "seconds": \(ours.median), \
            "writing": \(writing.median), "bytes": \(byteCount), "encoder": \(reference.median), \
            "encoder_bytes": \(referenceByteCount)}
            """)
    }

    // MARK: size

    private static func printSize(_ path: String) {
        guard let bytes = try? [UInt8](Data(contentsOf: URL(filePath: path))),
            let activities = try? ActivityFile.decode(bytes)
        else { return }
        for activity in activities {
            let streams = ActivityAnalysis(activity.streams, sport: .other).streams.keeping(\.isRecorded)
            guard let blob = try? StreamCodec.encode(streams) else { continue }
            let kinds = streams.kinds.map { "\"\($0)\"" }.joined(separator: ", ")
            print(
                """
                {"path": "\(path)", "points": \(streams.count), "seconds": \(streams.time.last ?? 0), \
                "bytes": \(blob.count), "channels": [\(kinds)]}
                """)
        }
    }
}

/// How long one round took, of as many as there was time for.
private struct Rounds {
    let median: Double
    let fastest: Double

    init(_ seconds: Double, _ body: () throws -> Void) rethrows {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var rounds: [Double] = []
        repeat {
            let (whole, fraction) = try clock.measure(body).components
            rounds.append(Double(whole) + Double(fraction) / 1e18)
        } while clock.now < end
        rounds.sort()
        median = rounds[rounds.count / 2]
        fastest = rounds[0]
    }
}
