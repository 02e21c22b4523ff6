import Kernel

/// Whom the athletes follow who were here lately, kept exact by the log of changes.
final class FollowingCache: ChangeListener {
    /// Followed athletes that are remembered altogether, eight bytes each.
    static let capacity = 1_000_000

    private var kept = CheckedCache<AthleteID, Following>(costLimit: capacity)

    func following(of athlete: AthleteID) -> Following? {
        kept.value(for: athlete)
    }

    func begin() -> CheckedCache<AthleteID, Following>.Load {
        kept.begin()
    }

    func keep(_ following: Following, of athlete: AthleteID, _ load: CheckedCache<AthleteID, Following>.Load)
    {
        kept.keep(following, for: athlete, cost: following.authors.count + 16, of: load)
    }

    func end(_ load: CheckedCache<AthleteID, Following>.Load) {
        kept.end(load)
    }

    func forget(_ change: Change) {
        switch change {
        case .following(let athlete): kept.forget(athlete)
        // Rare, and nobody knows in whose lists the athlete is.
        case .popular, .everything: kept.forgetAll()
        case .activity, .recent, .athlete, .privacy: break
        }
    }
}
