import FoundationEssentials
import JSON
import Kernel

extension Application {
    /// The application for its owner; the secret only when it has just been made.
    func write(to json: inout JSONWriter, secret: String? = nil) {
        json.object { json in
            json.member("id", id.rawValue)
            json.member("client_id", id.rawValue)
            if let secret { json.member("client_secret", secret) }
            json.member("name", name)
            json.member("description", description)
            json.member("website", website)
            json.member("callback_domain", callbackDomain)
            json.member("active", isActive)
            json.member("created_at", createdAt)
            json.member("updated_at", updatedAt)
        }
    }
}
