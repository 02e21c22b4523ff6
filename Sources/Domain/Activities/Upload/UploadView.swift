package import JSON
import Kernel

/// An upload as v3 shows it, with our additions `error_detail`, `activity_ids` and
/// `progress`.
package struct UploadView {
    private let upload: Upload

    package init(_ upload: Upload) {
        self.upload = upload
    }

    /// Writes `{id, id_str, external_id, error, error_detail, status, activity_id, activity_ids, progress}`.
    package func write(to json: inout JSONWriter) {
        json.object { json in
            json.member("id", upload.id.rawValue)
            json.member("id_str", upload.id.description)
            json.member("external_id", upload.wishes.externalID)
            json.member("error", failure?.text)
            json.member("error_detail", failure?.detail)
            json.member("status", status)
            json.member("activity_id", activity)
            json.key("activity_ids")
            json.array(upload.activities) { json, activity in json.integer(activity.rawValue) }
            json.member("progress", progress.rawValue)
        }
    }

    private var failure: UploadFailure? {
        if case .failed(let failure) = upload.state { failure } else { nil }
    }

    private var activity: Int64? {
        if case .ready(let activity) = upload.state { activity.rawValue } else { nil }
    }

    private var status: String {
        switch upload.state {
        case .processing: "Your activity is still being processed."
        case .ready: "Your activity is ready."
        case .failed: "There was an error processing your activity."
        case .deleted: "The created activity has been deleted."
        }
    }

    private var progress: Upload.Step {
        switch upload.state {
        case .processing(let step): step
        case .ready, .deleted: .ready
        case .failed: .failed
        }
    }
}
