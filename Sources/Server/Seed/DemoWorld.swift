import Accounts
import Activities
import ActivityFiles
import EventLoop
import Kernel
import Social

/// Makes the people of the demo world, and sends their recordings down the real road. What is there already
/// is left alone, so that it can be run again, also after it was interrupted.
struct DemoWorld {
    /// Everybody's password.
    static let password = "demo-demo-demo"
    /// How long the recordings may take to become activities.
    static let patience = Duration.seconds(600)
    private static let pollInterval = Duration.milliseconds(100)

    /// What was made.
    struct Outcome {
        /// Athletes and activities that weren't there.
        var athletes = 0
        var activities = 0
    }

    private let file: DemoFile
    private let platform: Platform
    private let modules: Modules

    init(file: DemoFile, platform: Platform, modules: Modules) {
        self.file = file
        self.platform = platform
        self.modules = modules
    }

    /// Is told how far uploading and then processing are.
    typealias Progress = (_ what: String, _ done: Int, _ total: Int) -> Void

    /// Makes what is missing.
    func make(_ onProgress: Progress) async throws -> Outcome {
        var outcome = Outcome()
        let ids = try await people(&outcome)
        try await follow(ids)
        let life = DemoLife(file: file, platform: platform, modules: modules)
        for athlete in file.athletes {
            if let id = ids[athlete.key] { try await life.settle(athlete, id) }
        }
        let missing = try await missingOutings(ids)
        for (index, outing) in missing.enumerated() {
            try await send(outing.outing, of: outing.athlete)
            onProgress("seed: uploaded", index + 1, missing.count)
        }
        outcome.activities = missing.count
        try await wait(for: Set(missing.map(\.athlete)), total: missing.count, onProgress)
        // Comments can't be told from those of an earlier run, so they come with recordings only.
        guard !missing.isEmpty else { return outcome }
        for athlete in file.athletes { try await life.cheer(athlete, ids) }
        return outcome
    }

    // MARK: people

    private func people(_ outcome: inout Outcome) async throws -> [String: AthleteID] {
        var ids: [String: AthleteID] = [:]
        for athlete in file.athletes {
            let email = try EmailAddress(athlete.email)
            if let known = try await modules.accounts.athletes.find(email: email) {
                ids[athlete.key] = known
                continue
            }
            let registered = try await modules.accounts.athletes.register(
                email: email, password: try Password(DemoWorld.password), profile: athlete.profile)
            ids[athlete.key] = registered.id
            outcome.athletes += 1
        }
        return ids
    }

    private func follow(_ ids: [String: AthleteID]) async throws {
        for athlete in file.athletes {
            for key in athlete.follows {
                guard let follower = ids[athlete.key], let followed = ids[key] else { continue }
                _ = try await modules.social.follows.follow(followed, by: follower)
            }
        }
    }

    // MARK: recordings

    /// What nobody has uploaded yet, the oldest first, as it would have come in.
    private func missingOutings(
        _ ids: [String: AthleteID]
    ) async throws -> [(athlete: AthleteID, outing: DemoOuting)] {
        var missing: [(athlete: AthleteID, outing: DemoOuting)] = []
        for athlete in file.athletes {
            guard let id = ids[athlete.key] else { continue }
            let known = try await modules.activities.uploads.knownExternalIDs(of: id)
            let all = DemoOuting.all(of: athlete, names: file.names, before: platform.clock.unixSeconds)
            for outing in all where !known.contains(outing.externalID) { missing.append((id, outing)) }
        }
        return missing.sorted { $0.outing.start < $1.outing.start }
    }

    private func send(_ outing: DemoOuting, of athlete: AthleteID) async throws {
        let bytes = try await platform.cpuLane.run { outing.file() }
        let form = UploadForm(dataType: .gpx, wishes: UploadWishes(externalID: outing.externalID))
        _ = try await modules.activities.uploads.accept(.bytes(bytes), form, from: athlete)
    }

    private func wait(
        for athletes: Set<AthleteID>, total: Int, _ onProgress: Progress
    ) async throws {
        let deadline = platform.loop.now + DemoWorld.patience
        var shown = -1
        while total > 0 {
            var waiting = 0
            for athlete in athletes {
                waiting += try await modules.activities.uploads.countInProgress(of: athlete)
            }
            if total - waiting != shown {
                shown = total - waiting
                onProgress("seed: processed", max(0, shown), total)
            }
            if waiting == 0 { return }
            guard platform.loop.now < deadline else { throw DemoWorldError.tooSlow(waiting: waiting) }
            try await platform.loop.sleep(for: DemoWorld.pollInterval)
        }
    }
}

/// Why the demo world wasn't finished.
enum DemoWorldError: Error, CustomStringConvertible {
    case tooSlow(waiting: Int)

    var description: String {
        switch self {
        case .tooSlow(let waiting): "\(waiting) recordings are still being processed; run it again to go on"
        }
    }
}

extension DemoAthlete {
    fileprivate var profile: Athlete.Profile {
        var profile = Athlete.Profile(firstname: firstname, lastname: lastname)
        profile.username = key + "-demo"
        profile.city = city
        profile.country = country
        profile.sex = Athlete.Sex(rawValue: sex)
        profile.description = description
        return profile
    }
}
