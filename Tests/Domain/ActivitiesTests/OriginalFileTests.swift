import Blobs
import Foundation
import Kernel
import TestWorld
import Testing

@testable import Activities
@testable import Server

extension TestWorld {
    /// Every file in the blob store, wherever it is.
    func storedFiles() -> [String] {
        let names = FileManager.default.enumerator(atPath: directory + "/blobs")?.allObjects ?? []
        return names.compactMap { $0 as? String }.filter { $0.split(separator: "/").last?.count == 64 }
    }
}

@Suite(.serialized, .enabled(if: TestWorld.isAvailable, "needs DATABASE_URL: run make test"))
struct OriginalFileTests {
    private func files(_ world: TestWorld) -> [String] { world.storedFiles() }

    /// Removes what nobody refers to and was put before some seconds from now.
    private func sweep(_ world: TestWorld, in seconds: Int64 = 60) async throws -> Int {
        let configuration = try ServerConfiguration(environment: world.environment)
        return try await Workbench.run(configuration) { loopModules, _ in
            let before = loopModules.platform.clock.unixSeconds + seconds
            return try await loopModules.modules.activities.originalFiles.removeUnused(lastPutBefore: before)
        }
    }

    @Test func `a deleted activity leaves no file behind`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let activity = try await ada.uploadRide()
            #expect(try await sweep(world) == 0)
            #expect(files(world).count == 1)
            #expect(try await ada.client.get("/api/v3/activities/\(activity)/export_original").status == 200)
            #expect(try await ada.client.send("DELETE", "/api/v3/activities/\(activity)").status == 204)
            #expect(try await sweep(world, in: -60) == 0, "it was put a moment ago")
            #expect(try await sweep(world) == 1)
            #expect(files(world).isEmpty)
            #expect(try await sweep(world) == 0)
            // The same bytes are welcome again.
            let again = try await ada.uploadRide()
            #expect(try await sweep(world) == 0)
            #expect(try await ada.client.get("/api/v3/activities/\(again)/export_original").status == 200)
        }
    }

    @Test func `a file that several uploads share goes with the last of them`() async throws {
        try await TestWorld.run { world in
            let (ada, bob) = (try await world.register("Ada"), try await world.register("Bob"))
            let (hers, his) = (try await ada.uploadRide(), try await bob.uploadRide())
            #expect(files(world).count == 1)
            _ = try await ada.client.send("DELETE", "/api/v3/activities/\(hers)")
            #expect(try await sweep(world) == 0)
            #expect(try await bob.client.get("/api/v3/activities/\(his)/export_original").status == 200)
            _ = try await bob.client.send("DELETE", "/api/v3/activities/\(his)")
            #expect(try await sweep(world) == 1)
            #expect(files(world).isEmpty)
        }
    }

    @Test func `files that no activity came of go, and those that wait for a worker stay`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let activity = try await ada.uploadRide()
            let duplicate = try await ada.client.upload(
                "/api/v3/uploads", file: SampleGPX.ride(name: "Again"), fields: ["data_type": "gpx"])
            #expect(try await ada.finished(duplicate)["error"].string?.contains("duplicate") == true)
            #expect(files(world).count == 2)
            #expect(try await sweep(world) == 1)
            #expect(files(world).count == 1)
            #expect(try await ada.client.get("/api/v3/activities/\(activity)/export_original").status == 200)
        }
        try await TestWorld.run(settings: ["WORKERS": "off"]) { world in
            let ada = try await world.register("Ada")
            _ = try await ada.client.upload(
                "/api/v3/uploads", file: SampleGPX.ride(), fields: ["data_type": "gpx"])
            #expect(try await sweep(world) == 0)
            #expect(files(world).count == 1)
        }
    }

    @Test func `an import's archive stays as long as it is needed, and undone, nothing does`() async throws {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let id = try await ada.takeArchive(SampleArchive.mixed(), dryRun: true)
            _ = try await ada.import(id, when: "inspected")
            #expect(try await sweep(world) == 0)
            #expect(files(world).count == 1)
            #expect(try await ada.client.send("POST", "/api/v3/imports/\(id)/run").status == 202)
            _ = try await ada.import(id, when: "finished")
            #expect(files(world).count == 4)
            #expect(try await sweep(world) == 1, "the archive has been unpacked")
            let recordings = try await ada.activities().compactMap { $0["id"].integer }
            for recording in recordings {
                let original = try await ada.client.get("/api/v3/activities/\(recording)/export_original")
                #expect(original.status == 200)
            }
            try await ada.undo(id)
            #expect(try await sweep(world) == 3)
            #expect(files(world).isEmpty)
        }
    }

    /// The upload's put has returned; its row follows after the sweep.
    @Test func `bytes that have just been put for a row to come are left, though no row refers to them`()
        async throws
    {
        try await TestWorld.run { world in
            let ada = try await world.register("Ada")
            let configuration = try ServerConfiguration(environment: world.environment)
            let bytes = SampleGPX.ride()
            try await Workbench.run(configuration) { loopModules, services in
                let store = try DirectoryBlobStore(
                    url: configuration.blobURL, lane: loopModules.platform.diskLane)
                let key = try await store.put(bytes)
                let now = loopModules.platform.clock.unixSeconds
                // Long ago nobody needed them any more …
                try FileManager.default.setAttributes(
                    [.modificationDate: Date(timeIntervalSince1970: Double(now - 200_000))],
                    ofItemAtPath: world.directory + "/blobs/" + (files(world).first ?? ""))
                // … and now an upload has put them again, and is about to commit its row.
                _ = try await store.put(bytes)
                let before = now - OriginalFileJobs.unusedAgeSeconds
                let removed = try await loopModules.modules.activities.originalFiles.removeUnused(
                    lastPutBefore: before)
                #expect(removed == 0)
                #expect(try await store.exists(key))
            }
            _ = try await ada.uploadRide()
        }
    }
}
