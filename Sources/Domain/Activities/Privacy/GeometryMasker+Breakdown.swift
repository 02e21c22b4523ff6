import ActivityFiles
import Streams
import Training

/// The parts of an activity as a viewer may see them.
extension GeometryMasker {
    /// Laps, splits and best efforts as they may be shown. `recorded` are all recorded streams, where
    /// `needsStreams`: without them there are no parts.
    func shown(_ breakdown: Breakdown, recorded: StreamSet? = nil) -> Breakdown {
        var shown = breakdown
        if needsStreams { shown = recorded.map { cutParts(breakdown, $0) } ?? Breakdown() }
        hideFacets(of: &shown)
        return shown
    }

    /// The parts of what is shown, computed anew: laps begin where the device's did, as far as that is shown.
    private func cutParts(_ stored: Breakdown, _ recorded: StreamSet) -> Breakdown {
        let cut = TrackCut(recorded, by: privacy)
        if cut.hidesNothing { return stored }
        guard !cut.shown.isEmpty else { return Breakdown() }
        let streams = cut.streams
        var recording = DecodedActivity(format: .fit, startMilliseconds: 0, streams: streams)
        var ids: [Int64?] = []
        for lap in stored.laps {
            guard let place = cut.firstPlace(in: lap.part.startIndex...lap.part.endIndex) else { continue }
            let start = Int64((streams.seconds(at: place) * 1000).rounded())
            recording.laps.append(RecordedLap(startMilliseconds: start))
            ids.append(lap.id)
        }
        var breakdown = Breakdown(
            ActivityReport(analysis(of: streams), of: recording, isRun: isRun))
        for place in breakdown.laps.indices where place < ids.count { breakdown.laps[place].id = ids[place] }
        for place in breakdown.bestEfforts.indices {
            let distance = breakdown.bestEfforts[place].part.distance
            breakdown.bestEfforts[place].id = stored.bestEfforts.first { $0.part.distance == distance }?.id
        }
        breakdown.sources = breakdown.sources.filter { stored.sources[$0.key] != nil }
        breakdown.sources[.timezone] = stored.sources[.timezone]
        return breakdown
    }

    private func hideFacets(of breakdown: inout Breakdown) {
        if hiddenFacets.contains(.heartRate) {
            for place in breakdown.laps.indices {
                breakdown.laps[place].part.averageHeartrate = nil
                breakdown.laps[place].part.maxHeartrate = nil
            }
            for place in breakdown.kilometers.indices { breakdown.kilometers[place].averageHeartrate = nil }
            for place in breakdown.miles.indices { breakdown.miles[place].averageHeartrate = nil }
        }
        if hiddenFacets.contains(.power) {
            for place in breakdown.laps.indices { breakdown.laps[place].part.averageWatts = nil }
        }
    }
}
