package import Accounts
package import Activities
package import HTTP
package import Jobs
package import Kernel
package import Social

/// The door of notifications on one loop.
package final class NotificationsModule: Module {
    /// Names the schema too.
    package static let name = "notifications"

    /// Tells athletes things, and shows what they were told.
    package let notifications: NotificationService
    private let hub: NotificationHub
    private let reactions: NotificationReactions
    private let sockets: WebSocketHub

    /// Puts the module together.
    package init(
        platform: Platform, accounts: AccountsModule, social: SocialModule, activities: ActivitiesModule,
        configuration: NotificationsConfiguration
    ) {
        let channel = NotificationChannelStore(platform: platform)
        notifications = NotificationService(platform: platform, athletes: accounts.athletes, channel: channel)
        hub = NotificationHub(
            platform: platform, notifications: notifications, authenticator: accounts.authenticator,
            channel: channel, socketsPerAthlete: configuration.socketsPerAthlete)
        reactions = NotificationReactions(
            platform: platform, notifications: notifications, channel: channel, follows: social.follows,
            cards: activities.cards, gear: activities.gear, imports: activities.imports)
        sockets = platform.sockets
        activities.uploads.onProgress { [reactions] in reactions.report($0) }
        activities.imports.onProgress { [reactions] in reactions.report($0) }
    }

    /// Its rows of the route table.
    package var routes: [Route] {
        NotificationRoutes(notifications: notifications).routes
            + NotificationSocketRoutes(hub: hub, sockets: sockets).routes
    }

    /// What it does on events.
    package var jobs: [JobHandler] {
        reactions.jobs
    }

    /// What it does from time to time.
    package var schedules: [Schedule] {
        reactions.schedules
    }

    /// Begins to look after the sockets.
    package func start() async throws {
        hub.start()
    }

    /// Ends that.
    package func stop() async {
        hub.stop()
    }
}
