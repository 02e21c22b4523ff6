import Streams

/// A track point as it stands in the file; fixed-point numbers of `StreamSet`'s columns, `missing` where
/// absent.
struct GPXPoint {
    /// Milliseconds since 1970 UTC; `noTime` where absent.
    var milliseconds = noTime
    var latitude = StreamSet.missing
    var longitude = StreamSet.missing
    var altitude = StreamSet.missing
    var heartrate = StreamSet.missing
    var cadence = StreamSet.missing
    var watts = StreamSet.missing
    var temp = StreamSet.missing
    /// Where it begins.
    var line: Int32 = 0

    static let noTime = Int64.min

    var hasPosition: Bool { latitude != StreamSet.missing && longitude != StreamSet.missing }
}
