// fuzz: Training
// with: Fuzz/Shared/HeadedFIT.swift Sport/ActivityFilesTests/CarriedStreams.swift
// seeds: FIT
@testable import ActivityFiles
@testable import Streams
@testable import Training

/// Whatever stands in a FIT file is read back from the files that are written of it, but for what they have
/// no room for.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzz(_ data: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    let bytes = [UInt8](UnsafeBufferPointer(start: data, count: count))
    guard let recordings = try? ActivityFile.decode(headed(bytes)) else { return 0 }
    for recording in recordings.prefix(2) { checkExports(of: recording.beginningAsTold()) }
    return 0
}

private func checkExports(of recording: DecodedActivity) {
    // As they are exported: with a way that never falls.
    let streams = ActivityAnalysis(recording.streams, sport: .other).streams
    var activity = ExportedActivity(
        sportType: recording.sportType ?? "Workout", startMilliseconds: recording.startMilliseconds,
        streams: streams)
    activity.summarise(laps: recording.laps)
    check(GPXEncoder.encode(activity), of: activity, as: .gpx)
    check(TCXEncoder.encode(activity), of: activity, as: .tcx)
    // None for times that FIT can't say.
    if let bytes = FITEncoder.encode(activity) { check(bytes, of: activity, as: .fit) }
}

private func check(_ bytes: [UInt8], of activity: ExportedActivity, as format: ActivityFileFormat) {
    let carried = CarriedStreams(activity, as: format)
    guard carried.streams.count > 0 else { return }
    guard let read = try? ActivityFile.decode(bytes), read.count == 1 else {
        fatalError("an export in \(format) that cannot be read")
    }
    let differences = carried.differences(from: CarriedStreams(read[0]))
    if !differences.isEmpty { fatalError("an export in \(format) that is read as another: \(differences)") }
}
