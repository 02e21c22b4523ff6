package import Streams

/// How fast somebody was while moving: what a sport can be guessed from before it is known.
package enum MovingSpeed {
    /// Distance over moving time in m/s, by the thresholds of no sport in particular; nil without a way.
    ///
    /// A part of what `ActivityAnalysis` does, so that nothing needs to be analysed twice.
    package static func metersPerSecond(_ recorded: StreamSet) -> Double? {
        let cleaned = Cleaning.cleaned(recorded.keeping(\.isRecorded), sport: .other)
        guard let meters = DistanceChannel.meters(of: cleaned, sport: .other), let way = meters.last, way > 0
        else { return nil }
        let seconds = MovementChannels(cleaned, meters: meters, sport: .other).movingSeconds.rounded()
        return seconds > 0 ? way / seconds : 0
    }
}
