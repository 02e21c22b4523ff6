import Accounts
import Activities
import ActivityFiles
import Kernel
import Reactions

/// What people of the demo world have beside their recordings: settings, gear, what they hide and cut off,
/// kudos and comments. All of it is made by the services behind the API, and what is there already is left
/// alone.
struct DemoLife {
    let file: DemoFile
    let platform: Platform
    let modules: Modules

    /// How many of somebody's newest activities are looked at.
    private static let activityCount = 100

    /// Makes what has to be there before the first recording comes, which takes its default gear from it.
    func settle(_ athlete: DemoAthlete, _ id: AthleteID) async throws {
        if let settings = athlete.settings,
            try await modules.accounts.athletes.athlete(id).profile.maximumHeartrateBPM == nil
        {
            _ = try await modules.accounts.athletes.change(id, ProfileChange(fields(settings)))
        }
        try await hide(athlete, id)
        guard let wanted = athlete.gear else { return }
        let known = Set(try await modules.activities.gear.all(of: id).map(\.details.name))
        for gear in wanted where !known.contains(gear.fields["name"] ?? "") {
            let made = try await modules.activities.gear.create(GearChange(fields(gear.fields)), by: id)
            for part in gear.parts ?? [] {
                try await modules.activities.gear.addComponent(
                    ComponentChange(fields(part)), to: made.id, by: id)
            }
        }
    }

    private func hide(_ athlete: DemoAthlete, _ id: AthleteID) async throws {
        let privacy = modules.activities.privacy
        if let zone = athlete.privacyZone, try await privacy.zones(of: id).isEmpty {
            var place = zone
            place["latitude"] = "\(athlete.start.first ?? 0)"
            place["longitude"] = "\(athlete.start.last ?? 0)"
            try await privacy.add(try PrivacyZoneEdit(fields(place)), by: id)
        }
        if let hidden = athlete.privacy, try await privacy.settings(of: id).hiddenStartMeters == 0 {
            try await privacy.edit(try PrivacySettingsEdit(fields(hidden)), by: id)
        }
    }

    /// Says what others think of somebody's activities, and cuts what is too much off the newest.
    func cheer(_ athlete: DemoAthlete, _ ids: [String: AthleteID]) async throws {
        guard let owner = ids[athlete.key] else { return }
        let fans = file.athletes.filter { $0.follows.contains(athlete.key) }.compactMap { ids[$0.key] }
        let activities = try await modules.activities.cards.recentIDs(
            of: owner, limit: DemoLife.activityCount)
        for (index, activity) in activities.enumerated() {
            for fan in fans.prefix(1 + (index + fans.count) % 5) {
                try await modules.reactions.kudos.give(to: activity, by: principal(fan))
            }
            guard let fan = fans.last, let comments = file.comments, !comments.isEmpty, index % 2 == 0
            else { continue }
            let text = comments[(index + fans.count * 3) % comments.count]
            _ = try await modules.reactions.comments.write(text, below: activity, by: principal(fan))
        }
        guard let count = athlete.trimmedSampleCount, let newest = activities.first else { return }
        let (cuts, own) = (modules.activities.cuts, principal(owner))
        guard try await cuts.cut(of: newest, for: own) == .nothing else { return }
        _ = try await cuts.change(newest, try CutChange(fields(["start_index": "\(count)"])), by: own)
    }

    private func principal(_ athlete: AthleteID) -> Principal {
        Principal(
            athlete: athlete, session: platform.ids.next(), application: nil,
            scopes: [.activityReadAll, .activityWrite])
    }

    private func fields(_ values: [String: String]) -> RequestFields {
        RequestFields(parts: values.map { (name: $0.key, value: $0.value) })
    }
}
