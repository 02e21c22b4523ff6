package import Accounts
import FoundationEssentials
import Jobs
package import Kernel
import Postgres

/// Bikes, shoes and their parts.
package final class GearService {
    private let platform: Platform
    private let store: GearStore
    private let components: ComponentStore

    init(platform: Platform) {
        self.platform = platform
        store = GearStore(database: platform.database)
        components = ComponentStore(database: platform.database)
    }

    // MARK: reading

    /// Gear whosever it is; 404 where there is none.
    package func gear(_ id: GearID) async throws -> Gear {
        guard let gear = try await store.find(id) else { throw Fault.notFound(GearChange.resource) }
        return gear
    }

    /// All gear of an athlete.
    package func all(of athlete: AthleteID) async throws -> [Gear] {
        try await store.all(of: athlete)
    }

    /// The parts of gear.
    package func components(of gear: Gear) async throws -> [GearComponent] {
        try await components.all(of: gear.id, athlete: gear.athlete)
    }

    /// What an athlete's profile lists.
    package func owned(by athlete: AthleteID) async throws -> OwnedGear {
        var owned = OwnedGear()
        for gear in try await store.all(of: athlete) {
            switch gear.id.kind {
            case .bike: owned.bikes.append(gear.summary)
            case .shoes: owned.shoes.append(gear.summary)
            }
        }
        return owned
    }

    // MARK: gear

    /// Makes gear.
    package func create(_ change: GearChange, by athlete: AthleteID) async throws -> Gear {
        let kind = try change.kind()
        let now = platform.clock.now
        var gear = Gear(
            id: GearID(kind, platform.ids.next()), athlete: athlete,
            details: try change.applied(to: nil, of: kind), distanceMeters: 0,
            retiredAt: try change.isRetired() == true ? now : nil,
            defaultSports: try change.defaultSports([], of: kind))
        if gear.retiredAt != nil { gear.defaultSports = [] }
        gear.distanceMeters = gear.details.initialDistanceMeters
        let made = gear
        try await platform.database.transaction { transaction in
            guard try await self.store.insert(made, at: now, in: transaction) else {
                throw Fault.forbidden(GearChange.resource, "type", "exceeded")
            }
            try await self.store.setDefaults(of: made, in: transaction)
            try await self.tellWear(of: made.id, athlete: athlete, in: transaction)
        }
        return made
    }

    /// Changes what a request names; what is put away is no default any more.
    func change(_ id: GearID, _ change: GearChange, by athlete: AthleteID) async throws -> Gear {
        let now = platform.clock.now
        try await platform.database.transaction { transaction in
            guard var gear = try await self.store.lock(id, of: athlete, in: transaction) else {
                throw try await self.refusal(of: id)
            }
            gear.details = try change.applied(to: gear.details, of: id.kind)
            gear.defaultSports = try change.defaultSports(gear.defaultSports, of: id.kind)
            if let isRetired = try change.isRetired() {
                gear.retiredAt = isRetired ? gear.retiredAt ?? now : nil
            }
            if gear.retiredAt != nil { gear.defaultSports = [] }
            try await self.store.update(gear, at: now, in: transaction)
            try await self.store.setDefaults(of: gear, in: transaction)
            try await self.tellWear(of: id, athlete: athlete, in: transaction)
        }
        return try await gear(id)
    }

    /// Deletes gear; its activities are without gear from then on.
    func delete(_ id: GearID, by athlete: AthleteID) async throws {
        try await platform.database.transaction { transaction in
            guard try await self.store.delete(id, of: athlete, in: transaction) else {
                throw try await self.refusal(of: id)
            }
        }
    }

    /// What exists belongs to somebody else, and is forbidden; else it isn't found.
    private func refusal(of id: GearID) async throws -> Fault {
        try await store.find(id) == nil
            ? .notFound(GearChange.resource) : .forbidden(GearChange.resource, "id")
    }

    // MARK: parts

    /// Puts a part into gear.
    package func addComponent(_ change: ComponentChange, to id: GearID, by athlete: AthleteID) async throws {
        let now = platform.clock.now
        let component = try change.applied(to: nil, new: platform.ids.next(), of: id, at: now)
        try await platform.database.transaction { transaction in
            guard try await self.store.lock(id, of: athlete, in: transaction) != nil else {
                throw try await self.refusal(of: id)
            }
            guard try await self.components.insert(component, of: athlete, at: now, in: transaction) else {
                throw Fault.forbidden(ComponentChange.resource, "type", "exceeded")
            }
            try await self.tellWear(of: id, athlete: athlete, in: transaction)
        }
    }

    /// Changes what a request names of a part, such as when it was taken out.
    func changeComponent(
        _ component: ComponentID, _ change: ComponentChange, of id: GearID, by athlete: AthleteID
    ) async throws {
        let now = platform.clock.now
        try await platform.database.transaction { transaction in
            guard try await self.store.lock(id, of: athlete, in: transaction) != nil else {
                throw try await self.refusal(of: id)
            }
            guard
                let old = try await self.components.lock(
                    component, of: id, athlete: athlete, in: transaction)
            else { throw Fault.notFound(ComponentChange.resource) }
            let changed = try change.applied(to: old, new: component, of: id, at: now)
            try await self.components.update(changed, of: athlete, at: now, in: transaction)
            try await self.tellWear(of: id, athlete: athlete, in: transaction)
        }
    }

    /// Removes a part as if it had never been.
    func deleteComponent(_ component: ComponentID, of id: GearID, by athlete: AthleteID) async throws {
        guard try await gear(id).athlete == athlete else {
            throw Fault.forbidden(GearChange.resource, "id")
        }
        guard try await components.delete(component, of: id, athlete: athlete) else {
            throw Fault.notFound(ComponentChange.resource)
        }
    }

    // MARK: wear

    /// What is worn, and how far it has gone, in a few words; nil where it isn't there any more.
    package func wear(_ event: GearWorn) async throws -> String? {
        guard let gear = try await store.find(event.gear), gear.athlete == event.athlete else { return nil }
        guard let id = event.component else { return gear.details.name + Gear.told(gear.distanceMeters) }
        let component = try await components(of: gear).first { $0.id == id }
        return component.map { "\(gear.details.name), \($0.name)" + Gear.told($0.distanceMeters) }
    }

    /// Publishes, for the gear and each of its parts, that it is worn, unless that has been told.
    func tellWear(of id: GearID, athlete: AthleteID, in transaction: Transaction) async throws {
        let now = platform.clock.now
        if try await store.noteWear(of: id, athlete: athlete, at: now, in: transaction) {
            try await platform.outbox.publish(
                GearWorn(athlete: athlete, gear: id, component: nil), in: transaction)
        }
        for component in try await components.noteWear(of: id, athlete: athlete, at: now, in: transaction) {
            try await platform.outbox.publish(
                GearWorn(athlete: athlete, gear: id, component: component), in: transaction)
        }
    }
}

extension Gear {
    /// A distance as it follows a name: `: 3012 km`.
    fileprivate static func told(_ meters: Double) -> String {
        ": \(Int((meters / 1000).rounded())) km"
    }
}
