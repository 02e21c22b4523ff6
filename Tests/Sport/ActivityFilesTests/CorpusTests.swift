import Streams
import Testing

@testable import ActivityFiles

@Suite(Corpus.condition) struct `real GPX files` {
    @Test func `each is read or refused as its verdict says`() throws {
        for (path, verdict) in try Corpus.verdicts() {
            let bytes = try Corpus.bytes(path)
            switch Result(catching: { () throws(ActivityFileError) in try ActivityFile.decode(bytes) }) {
            case .success(let activities) where activities.allSatisfy { $0.format != .gpx }:
                #expect(path == "gpx/derived__fit-bytes.gpx", "\(path)")
            case .success(let activities):
                // A FIT file that is only named .gpx is taken for what it is.
                let isNamedWrong = path == "gpx/derived__fit-bytes.gpx"
                let isSound = ["valid", "valid_with_quirk", "damaged"].contains(verdict)
                #expect(isSound || isNamedWrong, "\(path)")
                #expect(activities.allSatisfy { $0.streams.count > 0 }, "\(path)")
            case .failure(let error):
                #expect(expectedCodes(for: verdict).contains(error.code), "\(path): \(error)")
            }
        }
    }

    private func expectedCodes(for verdict: String) -> [ActivityFileError.Code] {
        switch verdict {
        case "valid_no_time": [.noTimes]
        case "not_activity": [.noTrack, .noPoints, .routeOnly]
        case "hostile": [.doctype]
        case "invalid": [.unrecognised, .badCompression]
        case "damaged": [.noTimes, .badXML]
        default: []
        }
    }

    @Test func `points and times agree with other tools`() throws {
        let references = try Corpus.references()
        for (path, _) in try Corpus.verdicts() {
            guard let activity = try? ActivityFile.decode(Corpus.bytes(path)).first,
                let reference = references[path], let timed = reference.timedPointCount
            else { continue }
            let leftOut = activity.warnings.filter { [.backwardTimes, .repeatedPoints].contains($0.code) }
            #expect(activity.streams.count + leftOut.map(\.count).reduce(0, +) == timed, "\(path)")
            #expect(activity.recordCount == reference.pointCount, "\(path)")
            #expect(activity.startMilliseconds == milliseconds(reference.startTime), "\(path)")
            // Other tools take the last time of the file, even where it lies before the one ahead of it.
            if leftOut.isEmpty, let end = milliseconds(reference.endTime) {
                let last = activity.streams.seconds.last ?? 0
                #expect(abs(last * 1000 - Double(end - activity.startMilliseconds)) <= 1, "\(path)")
            }
        }
    }

    private func milliseconds(_ text: String?) -> Int64? {
        text.flatMap { text in Array(text.utf8).withUnsafeBufferPointer { XMLTime($0)?.milliseconds } }
    }

    @Test func `sensors agree with other tools`() throws {
        let kinds: KeyValuePairs<String, StreamKind> = [
            "hr": .heartrate, "cad": .cadence, "power": .watts, "temp": .temp,
        ]
        var comparedCount = 0
        for (path, reference) in try Corpus.references() {
            guard let activity = try? ActivityFile.decode(Corpus.bytes(path)).first else { continue }
            for (name, kind) in kinds {
                // Means of zero and less are what devices without a sensor write: they are missing here.
                guard let expected = reference.sensors[name], expected.mean > 0 || name != "hr" else {
                    continue
                }
                let values = (activity.streams[kind] ?? []).filter { $0 != StreamSet.missing }
                let mean = Double(values.map(Int.init).reduce(0, +)) / Double(values.count)
                #expect(abs(mean - expected.mean) <= 1, "\(path) \(name)")
                #expect(abs(values.count - expected.count) <= 3, "\(path) \(name)")
                comparedCount += 1
            }
        }
        #expect(comparedCount > 40)
    }
}
