import Accounts
import Activities
import JSON
import Kernel

extension Notification {
    /// The notification in JSON; `actor` is whoever did it, as others see them.
    func write(to json: inout JSONWriter, actor: AthleteSummary?) {
        json.object { json in
            json.member("seq", seq)
            json.member("type", content.kind.rawValue)
            json.member("created_at", createdAt)
            json.member("actor") { json in
                if let actor { actor.write(to: &json) } else { json.null() }
            }
            json.member("object") { json in
                switch content.object {
                case .activity(let id): Notification.write("activity", id.rawValue, to: &json)
                case .upload(let id): Notification.write("upload", id, to: &json)
                case .gear(let id): Notification.write(id, to: &json)
                case .archive(let id): Notification.write("import", id.rawValue, to: &json)
                case nil: json.null()
                }
            }
            json.member("detail", content.detail)
        }
    }

    private static func write(_ gear: GearID, to json: inout JSONWriter) {
        json.object { json in
            json.member("type", "gear")
            json.member("id", gear.rawValue)
        }
    }

    private static func write(_ kind: String, _ id: Int64, to json: inout JSONWriter) {
        json.object { json in
            json.member("type", kind)
            json.member("id", id)
        }
    }
}

/// What the server says on a socket, each a JSON object with a `type`. See docs/notifications-protocol.md.
enum SocketMessage {
    /// The first: where the sequence is, and how often a ping comes.
    static func hello(_ head: NotificationHead) -> [UInt8] {
        message("hello") { json in
            json.member("epoch", head.epoch)
            json.member("head", head.seq)
            json.member("oldest", head.oldest)
            json.member("read_seq", head.readSeq)
            json.member("ping_seconds", NotificationLimits.pingInterval.components.seconds)
        }
    }

    /// One of the sequence.
    static func notification(_ notification: Notification, actor: AthleteSummary?, epoch: Int64) -> [UInt8] {
        message("notification") { json in
            json.member("epoch", epoch)
            json.member("seq", notification.seq)
            json.member("notification") { notification.write(to: &$0, actor: actor) }
        }
    }

    /// What the client asked to resume isn't there: it should fetch anew, and takes what is live from `head`
    /// on.
    static func resync(epoch: Int64, head: Int64) -> [UInt8] {
        message("resync") { json in
            json.member("epoch", epoch)
            json.member("head", head)
        }
    }

    /// The server is there, and this is the latest number.
    static func ping(epoch: Int64, head: Int64) -> [UInt8] {
        message("ping") { json in
            json.member("epoch", epoch)
            json.member("head", head)
        }
    }

    /// Another device has read.
    static func read(through seq: Int64) -> [UInt8] {
        message("read") { $0.member("read_seq", seq) }
    }

    /// A followed athlete has published an activity.
    static func activityPublished(_ activity: ActivityID, by athlete: AthleteID, name: String) -> [UInt8] {
        message("activity.published") { json in
            json.member("activity") { json in
                json.object { json in
                    json.member("id", activity.rawValue)
                    json.member("name", name)
                    json.member("athlete") { AthleteSummary.writeMeta(athlete, to: &$0) }
                }
            }
        }
    }

    /// An upload of the athlete has taken a step.
    static func uploadProgress(_ upload: Int64, step: String) -> [UInt8] {
        message("upload.progress") { json in
            json.member("upload_id", upload)
            json.member("step", step)
        }
    }

    /// How far an import of the athlete is.
    static func importProgress(_ current: Import) -> [UInt8] {
        message("import.progress") { json in
            json.member("import_id", current.id.rawValue)
            json.member("state", current.state.rawValue)
            json.member("counts") { ImportCountsView.write(current.counts, to: &$0) }
        }
    }

    private static func message(_ type: String, _ body: (inout JSONWriter) -> Void) -> [UInt8] {
        var json = JSONWriter(capacity: 256)
        json.object { json in
            json.member("type", type)
            body(&json)
        }
        return json.bytes
    }
}

/// A page of notifications, with where the sequence is.
struct NotificationPage {
    var head: NotificationHead
    var notifications: [Notification]
    var actors: [AthleteID: AthleteSummary]

    /// An object with the head's members and `notifications`.
    var json: [UInt8] {
        var json = JSONWriter(capacity: 256 + 512 * notifications.count)
        json.object { json in
            head.writeMembers(to: &json)
            json.member("notifications") { json in
                json.array(notifications) { json, notification in
                    notification.write(to: &json, actor: notification.content.actor.flatMap { actors[$0] })
                }
            }
        }
        return json.bytes
    }
}

extension NotificationHead {
    /// An object with the head's members.
    var json: [UInt8] {
        var json = JSONWriter()
        json.object { writeMembers(to: &$0) }
        return json.bytes
    }

    fileprivate func writeMembers(to json: inout JSONWriter) {
        json.member("epoch", epoch)
        json.member("head", seq)
        json.member("oldest", oldest)
        json.member("read_seq", readSeq)
        json.member("unread_count", seq - max(readSeq, oldest - 1))
    }
}
