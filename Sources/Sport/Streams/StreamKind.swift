/// What a column of a recording holds.
///
/// Values are fixed-point numbers: the column has `value · 10^decimals`. The raw values are part of the blob
/// format.
package enum StreamKind: UInt8, CaseIterable, Sendable {
    /// Whole seconds since the start; never falls.
    case time = 1
    /// Metres since the start; never falls.
    case distance = 2
    /// Degrees.
    case latitude = 3
    /// Degrees.
    case longitude = 4
    /// Metres above the sea.
    case altitude = 5
    /// Metres per second, over a few seconds.
    case velocitySmooth = 6
    /// Beats per minute.
    case heartrate = 7
    /// Revolutions (of one leg) per minute.
    case cadence = 8
    case watts = 9
    /// Degrees Celsius.
    case temp = 10
    /// 1 while moving, else 0.
    case moving = 11
    /// Per cent.
    case gradeSmooth = 12
    /// What is to be added to `time`, where recordings have fractions of seconds: 0...999 milliseconds.
    case milliseconds = 13
    /// Which part of the recording a sample belongs to, 0 first; between two parts the device was paused.
    case part = 14

    /// How many decimals the fixed-point numbers have.
    package var decimals: Int {
        switch self {
        case .latitude, .longitude: 7
        case .velocitySmooth: 3
        case .distance, .altitude, .gradeSmooth: 1
        case .time, .heartrate, .cadence, .watts, .temp, .moving, .milliseconds, .part: 0
        }
    }

    /// `10^decimals`.
    package var scale: Double {
        switch self {
        case .latitude, .longitude: 10_000_000
        case .velocitySmooth: 1000
        case .distance, .altitude, .gradeSmooth: 10
        case .time, .heartrate, .cadence, .watts, .temp, .moving, .milliseconds, .part: 1
        }
    }

    /// True for what a device measured; false for what is computed from it (`Training` does), so needn't be
    /// stored.
    package var isRecorded: Bool {
        switch self {
        case .velocitySmooth, .moving, .gradeSmooth: false
        default: true
        }
    }
}
