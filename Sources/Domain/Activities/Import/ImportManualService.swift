import AccountExports
import Accounts
import FoundationEssentials
import Jobs
import Kernel
import Postgres

/// Makes activities of what an export tells of those that were entered by hand, without any file.
final class ImportManualService {
    private let platform: Platform
    private let service: ImportService
    private let verdicts: ImportVerdictService
    private let privacy: PrivacyService
    private let athletes: AthleteService
    private let activities: ActivityStore
    private let results: ImportUndoStore

    init(
        platform: Platform, service: ImportService, verdicts: ImportVerdictService, privacy: PrivacyService,
        athletes: AthleteService
    ) {
        self.athletes = athletes
        self.platform = platform
        self.service = service
        self.verdicts = verdicts
        self.privacy = privacy
        activities = ActivityStore(database: platform.database)
        results = ImportUndoStore(database: platform.database)
    }

    /// Deals with a note that waits, as with a file: once, in one transaction.
    func settle(
        _ entry: ImportEntry, _ figures: ActivityNote.Figures, of current: Import
    ) async throws {
        let activity: Activity
        do {
            activity = try await self.activity(entry, figures, of: current)
        } catch let fault as Fault {
            let words = fault.details.first.map { "\($0.field) is \($0.code)." } ?? fault.message
            return try await verdicts.settle(entry, as: .init(.refused, .init("invalid", words)), of: current)
        }
        let preview = ImportEntry.Preview(entered: activity)
        let now = platform.clock.now
        let after = try await platform.database.transaction(attempts: UploadJobs.transactionAttempts) {
            transaction in
            try await transaction.execute(PublicationStore.publicationLock(of: current.athlete))
            try await self.verdicts.lock(current, in: transaction)
            var outcome = ImportEntry.Outcome(.new, preview: preview)
            if let twin = try await self.results.twin(of: activity, in: transaction) {
                outcome.verdict = .duplicate
                outcome.reason = .init("duplicate", "The activity is there already.")
                outcome.duplicateOf = twin
            } else if current.state == .inspecting {
                let twins = try await self.verdicts.twins(of: preview, current, in: transaction)
                if let twin = twins.first {
                    outcome.verdict = .duplicate
                    outcome.reason = .init("duplicate", "Another part of the import is the same activity.")
                    outcome.duplicateEntry = twin.number
                }
            } else {
                try await self.publish(activity, entry, of: current, at: now, in: transaction)
                outcome.verdict = .imported
                outcome.manualActivity = activity.id
            }
            return try await self.verdicts.write(
                outcome, on: entry, of: current, activities: outcome.verdict == .imported ? 1 : 0, at: now,
                in: transaction)
        }
        service.report(after)
    }

    private func publish(
        _ activity: Activity, _ entry: ImportEntry, of current: Import, at now: Date,
        in transaction: Transaction
    ) async throws {
        var equipped = [activity]
        try await verdicts.equip(&equipped, with: entry.note?.gear, of: current, at: now, in: transaction)
        let inserted = try await activities.insert(equipped[0], at: now, in: transaction)
        try await results.mark(activity.id, asFrom: current.id, current.athlete, in: transaction)
        try await platform.outbox.publish(
            ActivityPublished(athlete: activity.athlete, activity: activity.id, from: current.id),
            in: transaction)
        if let gear = inserted.details.gear {
            try await platform.outbox.enqueue(
                LookAtGear(athlete: activity.athlete, gear: gear), in: transaction)
        }
    }

    /// The same as if the athlete entered it here; throws a `Fault` where that couldn't be.
    private func activity(
        _ entry: ImportEntry, _ figures: ActivityNote.Figures, of current: Import
    ) async throws -> Activity {
        let note = entry.note
        let sport = note?.sport.flatMap(SportType.init(parsing:)) ?? .workout
        let name = note?.name.map {
            String($0.unicodeScalars.prefix(ActivityDetails.maximumNameLength))
        }
        let description = note?.description.map {
            String($0.unicodeScalars.prefix(ActivityDetails.maximumDescriptionLength))
        }
        let fields = RequestFields(parts: [
            ("name", name ?? sport.rawValue), ("sport_type", sport.rawValue),
            ("description", description ?? ""), ("commute", note?.isCommute == true ? "true" : "false"),
            ("start_date_local", figures.start), ("elapsed_time", "\(figures.elapsedSeconds)"),
            ("distance", "\(figures.distanceMeters)"),
        ])
        let zone = try await athletes.homeZone(of: current.athlete)
        var manual = try ManualActivity(fields)
        manual.beginInUTC(for: zone)
        var activity = Activity(manual, id: platform.ids.next(), athlete: current.athlete, in: zone)
        activity.details.begin(with: try await privacy.settings(of: current.athlete))
        return activity
    }
}
