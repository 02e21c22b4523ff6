import ActivityFiles
import Blobs
import Crypto
import EventLoop
import FoundationEssentials
import Kernel
import Streams
import Training

/// Gives activities as files: the original to its owner, and written anew to everybody who may see them.
final class ExportService {
    private let platform: Platform
    private let streams: StreamService
    private let blobs: any BlobStore
    private let uploads: UploadStore
    private let breakdowns: BreakdownStore

    init(platform: Platform, streams: StreamService, blobs: any BlobStore) {
        self.platform = platform
        self.streams = streams
        self.blobs = blobs
        uploads = UploadStore(database: platform.database)
        breakdowns = BreakdownStore(database: platform.database)
    }

    // MARK: written anew

    /// An activity that is to be written in a format, before it is: enough to tell whether the client has it.
    struct Selection: Sendable {
        let streams: StreamService.Selection
        let format: ExportFormat

        var activity: Activity { streams.activity }
        /// Changes whenever the file would.
        var entityTag: String { "\(streams.entityTag.dropLast())-\(format.rawValue)\"" }
        var fileName: ExportFileName {
            ExportFileName(activity.details.name, fileExtension: format.rawValue)
        }
    }

    /// What the caller may see of an activity, or whom the owner wants to see it as, in a format; 404 where
    /// that is nothing.
    func select(
        _ format: ExportFormat, of id: ActivityID, for principal: Principal,
        as preview: ActivityPreview? = nil
    ) async throws -> Selection {
        let query = StreamQuery(types: StreamType.allCases)
        let selected = try await streams.select(query, of: id, for: principal, as: preview)
        return Selection(streams: selected, format: format)
    }

    /// The file's bytes, with nothing in them that the caller may not see.
    func render(_ selection: Selection) async throws -> [UInt8] {
        let activity = selection.activity
        var parts = Breakdown()
        parts.laps = try await breakdowns.laps(of: activity.id, athlete: activity.athlete)
        guard let shown = try await streams.everything(selection.streams, with: parts) else {
            throw Fault.enteredByHand(field: "streams", lacking: "recording")
        }
        guard shown.samples.count > 0 else {
            throw Fault.notFound("Activity", field: "streams")
        }
        let format = selection.format
        let encoded = try await platform.cpuLane.run { ExportService.encode(shown, as: format) }
        guard let encoded else {
            throw Fault(
                .unprocessable, "FIT files can't hold dates before 1990",
                [.init(resource: "Activity", field: "start_date", code: "invalid")])
        }
        return encoded
    }

    private static func encode(_ shown: StreamService.Shown, as format: ExportFormat) -> [UInt8]? {
        let (activity, viewer) = (shown.activity.activity, shown.activity.sight.viewer)
        var exported = ExportedActivity(activity, shown.samples, for: viewer)
        let start = exported.startMilliseconds
        exported.summarise(
            laps: shown.breakdown.laps.map { lap in
                let milliseconds = Int64((lap.part.startSeconds * 1000).rounded())
                return RecordedLap(startMilliseconds: start + milliseconds, trigger: "manual")
            })
        exported.addFigures(of: activity, for: viewer)
        switch format {
        case .gpx: return GPXEncoder.encode(exported)
        case .tcx: return TCXEncoder.encode(exported)
        case .fit: return FITEncoder.encode(exported)
        }
    }

    // MARK: the original

    /// A stored original, ready to be sent.
    struct Original {
        let key: BlobKey
        let byteCount: Int
        let kind: OriginalKind
        let fileName: ExportFileName

        /// The content never changes.
        var entityTag: String { "\"\(key)\"" }
    }

    /// How much of an original is read at a time.
    static let pieceByteCount = 256 << 10

    /// The file that an activity came from, for its owner alone: it holds all that others may not see.
    func original(of id: ActivityID, for principal: Principal) async throws -> Original {
        let selection = try await streams.select(StreamQuery(types: []), of: id, for: principal)
        guard selection.sight.viewer == .owner else { throw Fault.forbidden("Activity", "original") }
        guard selection.sight.seesHiddenTrack else { throw Fault.missingScope("activity:read_all") }
        let activity = selection.activity
        guard let upload = activity.origin.upload,
            let file = try await uploads.find(upload, of: activity.athlete)?.file,
            let digest = Digest(file.digest)
        else { throw Fault.enteredByHand(field: "original", lacking: "original file") }
        let key = BlobKey(digest)
        let prefix = try await blobs.read(key, from: 0, atMost: OriginalKind.prefixByteCount)
        let kind = OriginalKind(prefix: prefix, declared: file.dataType)
        return Original(
            key: key, byteCount: file.byteCount, kind: kind,
            fileName: ExportFileName(activity.details.name, fileExtension: kind.fileExtension))
    }

    /// The next piece of an original; empty at its end.
    func piece(of original: Original, from offset: Int) async throws -> [UInt8] {
        try await blobs.read(original.key, from: offset, atMost: ExportService.pieceByteCount)
    }
}

extension Fault {
    /// There is nothing that a file could be made of: 404.
    fileprivate static func enteredByHand(field: String, lacking what: String) -> Fault {
        Fault(
            .notFound, "The activity was entered by hand and has no \(what)",
            [Detail(resource: "Activity", field: field, code: "missing")])
    }
}

extension ExportedActivity {
    /// The samples that somebody may see, under what the athlete says of them; the description is for the
    /// owner, as in the API.
    fileprivate init(_ activity: Activity, _ samples: StreamSet, for viewer: ActivityViewer) {
        let milliseconds = (activity.start.date.timeIntervalSince1970 * 1000).rounded()
        self.init(
            sportType: activity.details.sportType.rawValue, startMilliseconds: Int64(milliseconds),
            streams: samples)
        name = activity.details.name
        notes = viewer == .owner ? activity.details.description : ""
        utcOffsetSeconds = activity.start.utcOffsetSeconds
    }

    /// What isn't in the samples.
    fileprivate mutating func addFigures(of activity: Activity, for viewer: ActivityViewer) {
        totals.movingSeconds = Double(activity.figures.movingSeconds)
        totals.ascentMeters = activity.figures.elevationGainMeters
        guard viewer == .owner else { return }
        totals.calories = activity.figures.calories
        totals.normalizedWatts = activity.figures.weightedAverageWatts
    }
}
