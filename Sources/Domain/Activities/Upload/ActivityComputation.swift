package import ActivityFiles
import Crypto
import FoundationEssentials
import Geo
import Streams
import Training

/// Everything that is made of a recording in an uploaded file, before it is known whether it is a duplicate.
/// Pure.
package struct ActivityComputation: Sendable {
    /// As many points has the line for maps at most.
    static let polylinePointLimit = 2000
    /// The version of the format of `streamBlob`.
    static let codecVersion: Int16 = 1

    /// As many recordings of a file become activities at most: a triathlon has five.
    static let recordingLimit = 50

    /// SHA-256 of the file's content without compression; for the recordings behind the first, of that digest
    /// and the recording's number.
    package let contentDigest: [UInt8]
    package private(set) var details: ActivityDetails
    package let deviceName: String?
    package private(set) var start: Activity.Start
    package private(set) var figures: ActivityFigures
    package let geometry: ActivityGeometry?
    package private(set) var breakdown: Breakdown
    /// The recorded channels in the format of `StreamCodec`.
    package let streamBlob: [UInt8]
    package let pointCount: Int
    private let zoneClues: LocalTime.Clues

    /// Decodes the file and computes all of it, for each of its recordings, at least one; some ten
    /// milliseconds for an hour of GPX, so to be run on a lane.
    ///
    /// Throws an `UploadFailure` when the file is at fault. `sport` is what the athlete has chosen since;
    /// `cut` is what plays no part in the recording with the digest `wanted`, the only one computed then.
    package static func recordings(
        in bytes: [UInt8], dataType: ActivityFileType, wishes: UploadWishes, as sport: SportType? = nil,
        without cut: RecordingCut = .nothing, only wanted: [UInt8]? = nil
    ) throws -> [ActivityComputation] {
        let (recordings, fileDigest) = try decode(bytes, dataType: dataType)
        var wishes = wishes
        // A wish sent with the file can't be meant for all parts of a triathlon.
        wishes.sportType = sport ?? (recordings.count > 1 ? nil : wishes.sportType)
        var computed: [ActivityComputation] = []
        for (number, recording) in recordings.enumerated() {
            let digest = number == 0 ? fileDigest : SHA256.digest(of: fileDigest + [UInt8(number)]).bytes
            guard wanted == nil || wanted == digest else { continue }
            guard let rest = recording.without(cut) else {
                throw UploadFailure(ActivityFileError(.noPoints, "Nothing of the recording would stay."))
            }
            computed.append(try ActivityComputation(rest, contentDigest: digest, wishes: wishes))
        }
        return computed
    }

    private init(_ decoded: DecodedActivity, contentDigest digest: [UInt8], wishes: UploadWishes) throws {
        let sportType = ActivityComputation.sportType(of: decoded, wishes: wishes)
        let sport = SportClass(sportType: sportType.rawValue)
        let analysis = ActivityAnalysis(
            decoded.streams, sport: sport, altitudeSource: decoded.hasBarometer ? .barometer : .unknown)
        let report = ActivityReport(analysis, of: decoded, isRun: sportType.discipline == .run)
        contentDigest = digest
        zoneClues = LocalTime.Clues(
            date: Date(timeIntervalSince1970: Double(decoded.startMilliseconds) / 1000),
            fileOffsetSeconds: decoded.utcOffsetSeconds,
            place: sportType.isVirtual ? nil : analysis.summary.start)
        let zoned = LocalTime.start(zoneClues)
        start = zoned.start
        details = ActivityComputation.details(of: decoded, sportType: sportType, start: start, wishes: wishes)
        deviceName = ActivityComputation.deviceName(of: decoded)
        figures = ActivityFigures(report.summary)
        breakdown = Breakdown(report)
        breakdown.sources[.timezone] = zoned.source
        geometry = ActivityGeometry(
            line: analysis.cleaned.line, pointLimit: ActivityComputation.polylinePointLimit)
        let recorded = analysis.streams.keeping(\.isRecorded)
        streamBlob = try StreamCodec.encode(recorded)
        pointCount = recorded.count
    }

    /// Whether neither the file nor its places tell a zone that people live in.
    package var wantsHomeZone: Bool { start.timeZone.hasPrefix("Etc/") }

    /// Tells the start in the zone that the athlete lives in, where file and places don't know better.
    package mutating func tell(in homeZone: String) {
        var clues = zoneClues
        clues.homeZone = homeZone
        let zoned = LocalTime.start(clues)
        details.name = ActivityName.name(of: details, from: start, to: zoned.start)
        start = zoned.start
        breakdown.sources[.timezone] = zoned.source
    }

    /// Estimates the calories from what is usual in the sport, where nothing better is known.
    package mutating func estimateCalories(weightKilograms: Double) {
        guard figures.calories == nil, figures.movingSeconds > 0 else { return }
        figures.calories = EnergyEstimate.kilocalories(
            SportClass(sportType: details.sportType.rawValue), movingSeconds: figures.movingSeconds,
            averageSpeed: figures.averageSpeed, kilograms: weightKilograms)
        breakdown.sources[.calories] = .estimate
    }

    /// What the file's first device says of itself, else the program that wrote it.
    private static func deviceName(of decoded: DecodedActivity) -> String? {
        let device = decoded.devices.first
        let words = [device?.manufacturer, device?.product].compactMap(\.self).filter { !$0.isEmpty }
        let name = words.isEmpty ? decoded.creator : words.joined(separator: " ")
        return storable(name, ActivityDetails.maximumNameLength)
    }

    /// The file's recordings that have samples.
    private static func decode(
        _ bytes: [UInt8], dataType: ActivityFileType
    ) throws(UploadFailure) -> ([DecodedActivity], digest: [UInt8]) {
        do throws(ActivityFileError) {
            let content = try ActivityFile.unwrapped(bytes)
            let recordings = try ActivityFile.decode(content, declaredType: dataType)
                .filter { $0.streams.count > 0 }.map { $0.beginningAsTold() }
            guard !recordings.isEmpty else {
                throw ActivityFileError(.noPoints, "The file has no points.")
            }
            return (Array(recordings.prefix(recordingLimit)), SHA256.digest(of: content).bytes)
        } catch {
            throw UploadFailure(error)
        }
    }

    /// What the client says, else the file, else what the speed looks like.
    private static func sportType(of decoded: DecodedActivity, wishes: UploadWishes) -> SportType {
        if let wished = wishes.sportType { return wished }
        if let told = decoded.sportType.flatMap({ SportType(rawValue: $0) }) { return told }
        guard let speed = MovingSpeed.metersPerSecond(decoded.streams) else { return .workout }
        switch speed {
        case 4.5...: return .ride
        case 2.2...: return .run
        default: return .walk
        }
    }

    private static func details(
        of decoded: DecodedActivity, sportType: SportType, start: Activity.Start, wishes: UploadWishes
    ) -> ActivityDetails {
        let given = [wishes.name, decoded.name].lazy.compactMap {
            storable($0, ActivityDetails.maximumNameLength)
        }
        let name =
            given.first
            ?? ActivityName.standard(sportType: sportType, secondOfLocalDay: start.secondOfLocalDay)
        var details = ActivityDetails(name: name, sportType: sportType)
        let notes = [wishes.description, decoded.notes].lazy.compactMap {
            storable($0, ActivityDetails.maximumDescriptionLength)
        }
        details.description = notes.first ?? ""
        details.trainer = wishes.trainer ?? false
        details.commute = wishes.commute ?? false
        return details
    }

    /// A text of a file as it can be stored, nil where nothing is left of it.
    private static func storable(_ text: String?, _ maximumLength: Int) -> String? {
        guard let text else { return nil }
        let kept = text.filter { $0 != "\0" }.prefix(maximumLength)
        return kept.allSatisfy(\.isWhitespace) ? nil : String(kept)
    }
}

extension ActivityFigures {
    /// The version of the algorithms behind the figures and the streams.
    package static let algorithmVersion = Int16(ActivityAnalysis.algorithmVersion)

    /// The figures that `Training` computed.
    init(_ summary: Training.ActivitySummary) {
        self.init(
            elapsedSeconds: summary.elapsedSeconds,
            movingSeconds: min(summary.movingSeconds, summary.elapsedSeconds),
            distanceMeters: summary.distanceMeters)
        elevationGainMeters = summary.elevationGainMeters
        elevationLowMeters = summary.elevationLowMeters
        elevationHighMeters = summary.elevationHighMeters
        averageSpeed = summary.averageSpeed
        maximumSpeed = summary.maxSpeed
        averageHeartRate = summary.averageHeartrate
        maximumHeartRate = summary.maxHeartrate.map(Double.init)
        averageCadence = summary.averageCadence
        averageWatts = summary.averageWatts
        maximumWatts = summary.maxWatts.map(Double.init)
        weightedAverageWatts = summary.weightedWatts
        kilojoules = summary.kilojoules
        averageTemperature = summary.averageTemp
        calories = summary.calories
    }
}

extension ActivityGeometry {
    /// The geometry of a line; nil without points.
    init?(line: [Coordinate], pointLimit: Int) {
        guard let first = line.first, let last = line.last else { return nil }
        // What is left for cards is nearly always left of what is left for maps, at half the price.
        let map = Simplification.simplify(line, pointLimit: pointLimit)
        self.init(
            start: first, end: last, polyline: EncodedPolyline.encode(map),
            summaryPolyline: EncodedPolyline.encode(Simplification.simplify(map)))
    }
}
