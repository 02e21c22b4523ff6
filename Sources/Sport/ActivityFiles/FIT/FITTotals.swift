/// Reads what `session`, `lap`, `length` and `event` say; the field numbers are those of FIT's profile.
extension FITSession {
    init(_ message: FITMessage) {
        start = message.time(2)
        end = message.time(FITDefinition.timestampNumber)
        totals = DeviceTotals(
            message,
            FITTotalFields(
                temperature: 57, moving: 59, fractionalCadence: 92, fastestFraction: 93, averageSpeed: 14,
                maximumSpeed: 15, heartrate: 16, ascent: 22, normalizedWatts: 34, enhancedAverage: 124,
                enhancedMaximum: 125))
        sport = FITNames.sports[message.number(5)]
        subSport = FITNames.subSports[message.number(6)]
        poolLengthMeters = message.number(44, scale: 100)
    }
}

extension RecordedLap {
    /// Nil where it says neither when it began nor when it ended.
    init?(_ message: FITMessage) {
        let totals = DeviceTotals(
            message,
            FITTotalFields(
                temperature: 50, moving: 52, fractionalCadence: 80, fastestFraction: 81, averageSpeed: 13,
                maximumSpeed: 14, heartrate: 15, ascent: 21, normalizedWatts: 33, enhancedAverage: 110,
                enhancedMaximum: 111))
        let end = message.time(FITDefinition.timestampNumber)
        guard
            let start = message.time(2) ?? end.map({ $0 - FITClock.wholeSeconds(totals.elapsedSeconds ?? 0) })
        else { return nil }
        self.init(
            startMilliseconds: FITClock.milliseconds(start), totals: totals,
            trigger: FITNames.lapTriggers[message.number(24)])
    }
}

extension RecordedLength {
    /// Nil where it says neither when it began nor when it ended.
    init?(_ message: FITMessage) {
        let elapsed = message.number(3, scale: 1000) ?? message.number(4, scale: 1000) ?? 0
        let end = message.time(FITDefinition.timestampNumber)
        guard elapsed >= 0, let start = message.time(2) ?? end.map({ $0 - FITClock.wholeSeconds(elapsed) })
        else {
            return nil
        }
        self.init(
            startMilliseconds: FITClock.milliseconds(start), elapsedSeconds: elapsed,
            isActive: message.number(12) != 0, strokes: message.number(5).flatMap { Int(exactly: $0) },
            stroke: FITNames.swimStrokes[message.number(7)])
    }
}

extension FITTimerEvent {
    /// Nil for events of something else than the timer.
    init?(_ message: FITMessage) {
        guard message.number(0) == 0, let time = message.time(FITDefinition.timestampNumber) else {
            return nil
        }
        switch message.number(1) {
        case 0: self.init(time: time, isStart: true)
        // stop, stop_all, stop_disable, stop_disable_all
        case 1, 4, 8, 9: self.init(time: time, isStart: false)
        default: return nil
        }
    }
}

/// The numbers of the fields that `session` and `lap` have in different places; those of maximum and minimum
/// follow their average.
private struct FITTotalFields {
    var temperature: UInt8
    var moving: UInt8
    var fractionalCadence: UInt8
    var fastestFraction: UInt8
    var averageSpeed: UInt8
    var maximumSpeed: UInt8
    /// Then maximum, cadence, its maximum, power, its maximum.
    var heartrate: UInt8
    /// Then descent.
    var ascent: UInt8
    var normalizedWatts: UInt8
    var enhancedAverage: UInt8
    var enhancedMaximum: UInt8
}

extension DeviceTotals {
    fileprivate init(_ message: FITMessage, _ fields: FITTotalFields) {
        elapsedSeconds = message.number(7, scale: 1000)
        timerSeconds = message.number(8, scale: 1000)
        movingSeconds = message.number(fields.moving, scale: 1000)
        distanceMeters = message.number(9, scale: 100)
        ascentMeters = message.number(fields.ascent)
        descentMeters = message.number(fields.ascent + 1)
        calories = message.number(11)
        averageSpeed =
            message.number(fields.enhancedAverage, scale: 1000)
            ?? message.number(fields.averageSpeed, scale: 1000)
        maximumSpeed =
            message.number(fields.enhancedMaximum, scale: 1000)
            ?? message.number(fields.maximumSpeed, scale: 1000)
        averageHeartrate = message.number(fields.heartrate).flatMap { $0 > 0 ? $0 : nil }
        maximumHeartrate = message.number(fields.heartrate + 1).flatMap { $0 > 0 ? $0 : nil }
        averageCadence = Self.sum(
            message.number(fields.heartrate + 2), message.number(fields.fractionalCadence, scale: 128))
        maximumCadence = Self.sum(
            message.number(fields.heartrate + 3), message.number(fields.fastestFraction, scale: 128))
        averageWatts = message.number(fields.heartrate + 4)
        maximumWatts = message.number(fields.heartrate + 5)
        normalizedWatts = message.number(fields.normalizedWatts)
        averageTemperature = message.number(fields.temperature)
    }

    private static func sum(_ whole: Double?, _ fraction: Double?) -> Double? {
        whole.map { $0 + (fraction ?? 0) }
    }
}
