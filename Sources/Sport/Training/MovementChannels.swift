import Streams

/// Speed and movement, from distance and time.
struct MovementChannels {
    /// Metres per second over about five seconds, for each sample.
    let speeds: [Double]
    /// Whether the athlete moved on the way to each sample.
    let moving: [Bool]
    /// Seconds in motion until each sample.
    let secondsSoFar: [Double]

    /// Seconds in motion altogether.
    var movingSeconds: Double { secondsSoFar.last ?? 0 }

    /// Half of the window over which speed is measured.
    private static let halfWindowSeconds = 2.5
    /// Standing for longer than this is no longer moving.
    private static let standingSeconds = 15.0
    /// Intervals longer than this speak for themselves; shorter ones are judged by the smoothed speed.
    private static let longIntervalSeconds = 5.0

    init(_ streams: StreamSet, meters: [Double], sport: SportClass) {
        let seconds = streams.seconds
        let standing = sport.standingMetersPerSecond
        let isBreak = Self.breaks(streams, seconds, meters, standing)
        speeds = Self.smoothed(seconds, meters, isBreak)
        var moving = [Bool](repeating: true, count: seconds.count)
        var runStart = 1
        for index in 1..<max(seconds.count, 1) {
            let isSlow =
                isBreak[index]
                || Self.speed(of: index, seconds, meters, speeds) < standing
            let isLast = index == seconds.count - 1
            if isSlow && !isLast { continue }
            let runEnd = isSlow ? index : index - 1
            if runEnd >= runStart, seconds[runEnd] - seconds[runStart - 1] > Self.standingSeconds {
                for stopped in runStart...runEnd { moving[stopped] = false }
            }
            runStart = index + 1
        }
        var secondsSoFar = [Double](repeating: 0, count: seconds.count)
        for index in 1..<max(seconds.count, 1) {
            // A pause of the device is one however short.
            if streams.isPause(before: index) { moving[index] = false }
            let moved = moving[index] ? seconds[index] - seconds[index - 1] : 0
            secondsSoFar[index] = secondsSoFar[index - 1] + moved
        }
        if moving.count > 1 { moving[0] = moving[1] }
        self.moving = moving
        self.secondsSoFar = secondsSoFar
    }

    /// Where nothing is known about the way to a sample: pauses, and long gaps with hardly any movement.
    private static func breaks(
        _ streams: StreamSet, _ seconds: [Double], _ meters: [Double], _ standing: Double
    ) -> [Bool] {
        var result = [Bool](repeating: false, count: seconds.count)
        for index in 1..<max(seconds.count, 1) {
            let elapsed = seconds[index] - seconds[index - 1]
            let isStop = elapsed > standingSeconds && meters[index] - meters[index - 1] < standing * elapsed
            result[index] = isStop || streams.isPause(before: index)
        }
        return result
    }

    private static func smoothed(_ seconds: [Double], _ meters: [Double], _ isBreak: [Bool]) -> [Double] {
        let count = seconds.count
        var result = [Double](repeating: 0, count: count)
        var first = 0
        var last = 0
        for index in 0..<count {
            if isBreak[index] { first = index }
            while first < index - 1, seconds[first] < seconds[index] - halfWindowSeconds { first += 1 }
            last = max(last, index)
            while last + 1 < count, !isBreak[last + 1],
                last == index || seconds[last + 1] <= seconds[index] + halfWindowSeconds
            {
                last += 1
            }
            let elapsed = seconds[last] - seconds[first]
            result[index] = elapsed > 0 ? (meters[last] - meters[first]) / elapsed : 0
        }
        return result
    }

    private static func speed(
        of index: Int, _ seconds: [Double], _ meters: [Double], _ speeds: [Double]
    ) -> Double {
        let elapsed = seconds[index] - seconds[index - 1]
        if elapsed > longIntervalSeconds { return (meters[index] - meters[index - 1]) / elapsed }
        return (speeds[index] + speeds[index - 1]) / 2
    }
}
