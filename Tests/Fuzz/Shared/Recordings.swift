@testable import ActivityFiles
@testable import Streams

/// What holds of the recordings of whatever can be read: there are some, each has samples in the order of
/// time and on the earth, and can be stored.
func check(_ recordings: [DecodedActivity]) {
    precondition(!recordings.isEmpty, "neither a recording nor an error")
    for recording in recordings {
        let streams = recording.streams
        precondition(streams.count > 0, "a recording without samples")
        checkTimes(of: recording)
        for value in streams[.latitude] ?? [] where value != StreamSet.missing {
            precondition(abs(value) <= 900_000_000, "a position off the earth")
        }
        guard let blob = try? StreamCodec.encode(streams) else {
            preconditionFailure("decoded streams cannot be stored")
        }
        precondition((try? StreamCodec.decode(blob)) == streams, "stored streams differ")
    }
}

private func checkTimes(of recording: DecodedActivity) {
    precondition(recording.streams.time.first == 0, "a recording that doesn't begin at its start")
    let seconds = recording.streams.seconds
    precondition(zip(seconds, seconds.dropFirst()).allSatisfy { $0 <= $1 }, "samples out of order")
    let starts = recording.laps.map(\.startMilliseconds)
    precondition(starts == starts.sorted(), "laps out of order")
    for pause in recording.pauses {
        precondition(pause.startMilliseconds < pause.endMilliseconds, "a pause that ends before it begins")
    }
}
