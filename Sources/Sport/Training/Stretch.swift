/// A place on the way between two samples.
struct Place {
    /// The first sample at or after it.
    var index: Int
    /// How far it is from the sample before to `index`: 0 < fraction ≤ 1.
    var fraction: Double

    /// A place at a sample.
    static func at(_ index: Int) -> Place { Place(index: index, fraction: 1) }

    /// What a channel that grows evenly between samples has here.
    func value(of channel: [Double]) -> Double {
        guard index > 0, fraction < 1 else { return channel[index] }
        let before = channel[index - 1]
        return before + (channel[index] - before) * fraction
    }
}

extension Timeline {
    /// The first place where so many metres were gone, looked for from sample `index` on; nil if they never
    /// were.
    func place(atMeters target: Double, from index: Int) -> Place? {
        guard let meters else { return nil }
        var index = index
        while index < meters.count, meters[index] < target { index += 1 }
        guard index < meters.count else { return nil }
        guard index > 0, meters[index] > meters[index - 1] else { return .at(index) }
        let fraction = (target - meters[index - 1]) / (meters[index] - meters[index - 1])
        return Place(index: index, fraction: min(max(fraction, 0), 1))
    }
}
