import ActivityFiles
import FoundationEssentials
import Streams

/// How fast files are decoded: `file-bench FILE… SECONDS` prints a JSON line for each file.
///
/// `points` are samples of the recordings; `seconds` is the fastest of all rounds, on one core.
@main
enum FileBench {
    static func main() throws {
        var arguments = Array(CommandLine.arguments.dropFirst())
        guard arguments.count >= 2, let seconds = Double(arguments.removeLast()), seconds > 0 else {
            print("usage: file-bench FILE… SECONDS")
            return
        }
        for path in arguments {
            let bytes = [UInt8](try Data(contentsOf: URL(filePath: path)))
            try print(measure(bytes, path: path, seconds: seconds))
        }
    }

    private static func measure(_ bytes: [UInt8], path: String, seconds: Double) throws -> String {
        let clock = ContinuousClock()
        let end = clock.now + .seconds(seconds)
        var pointCount = 0
        var roundCount = 0
        var fastest = Duration.seconds(1_000_000)
        repeat {
            pointCount = 0
            let elapsed = try clock.measure {
                for activity in try ActivityFile.decode(bytes) { pointCount += activity.streams.count }
            }
            fastest = min(fastest, elapsed)
            roundCount += 1
        } while clock.now < end
        let (whole, fraction) = fastest.components
        let figure = Double(whole) + Double(fraction) / 1e18
        return """
            {"path": "\(path)", "bytes": \(bytes.count), "points": \(pointCount), "rounds": \(roundCount), \
            "seconds": \(figure), "points_per_second": \(Int(Double(pointCount) / figure))}
            """
    }
}
