import FoundationEssentials
package import Streams
import Training

/// An activity as one viewer may see it; made by `GeometryMasker` alone, and the only thing that views write.
package struct VisibleActivity: Sendable {
    /// What is shown of it.
    package let activity: Activity
    /// To whom.
    package let sight: ActivitySight
    /// What decided about it, for what else is shown of the same activity.
    let masker: GeometryMasker

    fileprivate init(_ activity: Activity, for sight: ActivitySight, by masker: GeometryMasker) {
        self.activity = activity
        self.sight = sight
        self.masker = masker
    }
}

/// The one door through which geometry and hidden figures leave: summaries, polylines, end points and streams
/// of an activity, as a viewer may see them.
///
/// A viewer who isn't shown all of the track sees the activity as if it had been recorded without the hidden
/// parts: it begins where the shown part begins, in space, time and distance, and every figure is computed
/// from what is shown. Totals of the whole beside a shortened track would tell how far away the rest went.
package struct GeometryMasker: Sendable {
    private let sight: ActivitySight
    let privacy: Privacy
    let hiddenFacets: ActivityFacets
    let sport: SportClass
    let isRun: Bool
    /// Whether there may be something to cut out, which only the recorded streams can tell.
    package let needsStreams: Bool

    /// The masker for one activity and one viewer who may see it, by the rules of its owner.
    package init(_ activity: Activity, for sight: ActivitySight, by privacy: Privacy) {
        self.sight = sight
        self.privacy = privacy
        hiddenFacets = sight.seesHiddenFacets ? [] : activity.details.hiddenFacets
        sport = SportClass(sportType: activity.details.sportType.rawValue)
        isRun = activity.details.sportType.discipline == .run
        needsStreams = !sight.seesHiddenTrack && privacy.cutsTracks && activity.geometry != nil
    }

    /// Tells apart what viewers are shown of the same activity; part of entity tags.
    package var fingerprint: String {
        "\(needsStreams ? privacy.revision : 0).\(hiddenFacets.rawValue)"
    }

    /// The activity as it may be shown. `recorded` are all its recorded streams, where `needsStreams`:
    /// without them nothing of the geometry is shown.
    package func shown(_ activity: Activity, recorded: StreamSet? = nil) -> VisibleActivity {
        var shown = activity
        if needsStreams {
            if let recorded {
                cutTrack(of: &shown, recorded)
            } else {
                shown.geometry = nil
            }
        }
        hideFacets(of: &shown)
        // Whoever sees no track isn't told where it was, nor the home that stands for it where there is none:
        // some zones are as small as a town.
        if !sight.seesHiddenTrack, shown.geometry == nil { shown.start.hidePlace() }
        return VisibleActivity(shown, for: sight, by: self)
    }

    /// The recorded streams as they may be shown. What is computed from them is to be computed afterwards.
    package func shown(_ recorded: StreamSet) -> StreamSet {
        let streams = needsStreams ? TrackCut(recorded, by: privacy).streams : recorded
        guard !hiddenFacets.isEmpty else { return streams }
        return streams.keeping { kind in
            switch kind {
            case .latitude, .longitude: !hiddenFacets.contains(.map)
            case .heartrate: !hiddenFacets.contains(.heartRate)
            case .watts: !hiddenFacets.contains(.power)
            default: true
            }
        }
    }

    // MARK: the track

    private func cutTrack(of activity: inout Activity, _ recorded: StreamSet) {
        let cut = TrackCut(recorded, by: privacy)
        if cut.hidesNothing { return }
        guard let first = cut.shown.first else {
            // Nowhere to be seen: then its length tells nothing of where it was.
            activity.geometry = nil
            return
        }
        let analysis = analysis(of: cut.streams)
        let whole = activity.figures
        activity.start.date.addTimeInterval(recorded.seconds(at: first).rounded(.down))
        activity.figures = ActivityFigures(analysis.summary)
        // The device's own figure, in proportion: some devices count so many a kilometre.
        if let calories = whole.calories, whole.movingSeconds > 0 {
            let part = Double(activity.figures.movingSeconds) / Double(whole.movingSeconds)
            activity.figures.calories = calories * min(1, part)
        }
        activity.geometry = ActivityGeometry(
            line: analysis.cleaned.line, pointLimit: ActivityComputation.polylinePointLimit)
        // The zone is that of the hidden start, which may be another one.
        let shownZone = activity.geometry.flatMap { LocalTime.zone(at: $0.start) }
        if shownZone != activity.start.timeZone { activity.start.hidePlace() }
    }

    /// What is computed of the shown part, as of a whole recording.
    func analysis(of streams: StreamSet) -> ActivityAnalysis {
        // Devices take temperatures from the barometer's chip.
        let source: AltitudeSource = streams[.temp] == nil ? .unknown : .barometer
        return ActivityAnalysis(streams, sport: sport, altitudeSource: source)
    }

    // MARK: facets

    private func hideFacets(of activity: inout Activity) {
        if hiddenFacets.contains(.map) { activity.geometry = nil }
        if hiddenFacets.contains(.startTime) { activity.start.hideTimeOfDay() }
        if hiddenFacets.contains(.heartRate) {
            activity.figures.averageHeartRate = nil
            activity.figures.maximumHeartRate = nil
        }
        if hiddenFacets.contains(.power) {
            activity.figures.averageWatts = nil
            activity.figures.maximumWatts = nil
            activity.figures.weightedAverageWatts = nil
        }
        if hiddenFacets.contains(.calories) { activity.figures.calories = nil }
        // Work in kilojoules and calories are nearly the same number.
        if !hiddenFacets.isDisjoint(with: [.power, .calories]) { activity.figures.kilojoules = nil }
    }
}

extension Activity.Start {
    /// Midnight of the same local day.
    fileprivate mutating func hideTimeOfDay() {
        date.addTimeInterval(-Double(secondOfLocalDay))
    }
}
