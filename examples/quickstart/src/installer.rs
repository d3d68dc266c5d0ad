use tidings::{Event, OffsetDateTime, SendError, Sender, Uuid};

use crate::events::{self, DiscoveryImageGeneratedImageType, PullSecretUpdated};

/// Disks that sync slower than this are too slow for a cluster's database, in milliseconds.
const SLOW_SYNC_MS: f64 = 10.0;

/// Installs a cluster on the hosts of an infra env.
pub struct Installer<S> {
    sender: S,
    infra_env_id: Uuid,
    cluster_id: Uuid,
}

pub struct Host {
    pub id: Uuid,
    pub name: String,
    pub cpu_count: i64,
    pub disks: Vec<Disk>,
}

pub struct Disk {
    pub id: String,
    pub name: String,
    /// How long a sync takes.
    pub sync_ms: f64,
    /// Whether it has to be formatted before the installation.
    pub was_used: bool,
}

type Sent = Result<(), SendError>;

impl<S: Sender> Installer<S> {
    pub fn new(sender: S, infra_env_id: Uuid, cluster_id: Uuid) -> Self {
        Self {
            sender,
            infra_env_id,
            cluster_id,
        }
    }

    /// Makes the infra env and the cluster known.
    pub async fn register(&self, infra_env_name: &str, cluster_name: &str) -> Sent {
        events::send_infra_env_registered(&self.sender, self.infra_env_id, infra_env_name).await?;
        let full = DiscoveryImageGeneratedImageType::Full;
        events::send_discovery_image_generated(
            &self.sender,
            self.infra_env_id,
            full,
            1_184_890_880,
        )
        .await?;
        events::send_cluster_registered(&self.sender, self.cluster_id, cluster_name).await?;
        // An event is a value, too. This one keeps the secret to itself, whoever prints or stores it.
        let updated = PullSecretUpdated {
            cluster_id: self.cluster_id,
            registry: "registry.example.com".into(),
            pull_secret: "dXNlcjpwYXNzd29yZA==".into(),
        };
        updated.send(&self.sender).await?;
        Ok(())
    }

    /// Takes a host that booted the discovery image; false when it does not fit the cluster.
    pub async fn admit(&self, host: &Host) -> Result<bool, SendError> {
        events::send_host_registered(
            &self.sender,
            host.id,
            self.infra_env_id,
            None,
            &host.name,
            host.cpu_count,
        )
        .await?;
        if let Some(slow) = self.measure_disks(host).await? {
            let failure = format!(
                "disk {} syncs in {} ms, more than {SLOW_SYNC_MS}",
                slow.name, slow.sync_ms
            );
            events::send_host_validation_failed(
                &self.sender,
                host.id,
                self.infra_env_id,
                Some(self.cluster_id),
                &host.name,
                "disk-speed",
                failure,
            )
            .await?;
            self.set_status(host, "error", "known", "insufficient")
                .await?;
            return Ok(false);
        }
        self.set_status(host, "info", "known", "ready").await?;
        Ok(true)
    }

    async fn measure_disks<'a>(&self, host: &'a Host) -> Result<Option<&'a Disk>, SendError> {
        for disk in &host.disks {
            events::send_disk_speed_measured(
                &self.sender,
                host.id,
                self.infra_env_id,
                None,
                &host.name,
                &disk.name,
                disk.sync_ms,
            )
            .await?;
        }
        Ok(host.disks.iter().find(|disk| disk.sync_ms > SLOW_SYNC_MS))
    }

    async fn set_status(&self, host: &Host, severity: &str, old: &str, new: &str) -> Sent {
        events::send_host_status_updated(
            &self.sender,
            host.id,
            self.infra_env_id,
            Some(self.cluster_id),
            severity,
            &host.name,
            old,
            new,
        )
        .await?;
        Ok(())
    }

    /// Formats the disks that were used before.
    pub async fn format_disks(&self, host: &Host) -> Sent {
        for disk in host.disks.iter().filter(|disk| disk.was_used) {
            events::send_quick_disk_format_performed(
                &self.sender,
                host.id,
                self.infra_env_id,
                Some(self.cluster_id),
                &host.name,
                &disk.name,
                &disk.id,
            )
            .await?;
        }
        Ok(())
    }

    /// Installs the cluster on hosts that were admitted. `begun` is when the user asked for it.
    pub async fn install(&self, hosts: &[Host], begun: OffsetDateTime) -> Sent {
        let count = i64::try_from(hosts.len()).unwrap_or(i64::MAX);
        events::send_cluster_installation_started_at(
            &self.sender,
            self.cluster_id,
            count,
            count >= 3,
            begun,
        )
        .await?;
        if hosts.is_empty() {
            events::send_cluster_installation_failed(
                &self.sender,
                self.cluster_id,
                "no host was admitted",
            )
            .await?;
            return Ok(());
        }
        for host in hosts {
            self.format_disks(host).await?;
            events::send_host_rebooted(
                &self.sender,
                host.id,
                self.infra_env_id,
                Some(self.cluster_id),
                &host.name,
            )
            .await?;
        }
        events::send_cluster_installation_completed(&self.sender, self.cluster_id, 41).await?;
        Ok(())
    }
}
