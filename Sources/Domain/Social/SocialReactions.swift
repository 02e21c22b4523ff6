import Jobs
import Kernel

/// The net beneath `FollowService`: caches are told of a changed edge before the answer, and once more by a
/// job, for the case that the server died in between.
struct SocialReactions {
    let follows: FollowService

    var jobs: [JobHandler] {
        [
            .subscriber("social.followed", to: AthleteFollowed.self) { event, _ in
                try await follows.recordAgain(Follow(athlete: event.athlete, target: event.target))
            },
            .subscriber("social.unfollowed", to: AthleteUnfollowed.self) { event, _ in
                try await follows.recordAgain(Follow(athlete: event.athlete, target: event.target))
            },
        ]
    }
}
