//! A PostgreSQL server of our own: found on this machine, started on a free port in a temporary folder, gone with the test
//! process however that ends. A machine without PostgreSQL fails here; it never skips.

use std::{
    fs,
    io::Read,
    net::TcpListener,
    os::unix::{
        fs::{MetadataExt, PermissionsExt},
        process::CommandExt,
    },
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::{
        OnceLock,
        atomic::{AtomicU32, Ordering},
    },
    thread,
    time::Duration,
};

use tempfile::TempDir;

/// A server that runs, or was stopped on purpose.
pub(crate) struct Postgres {
    folder: TempDir,
    port: u16,
    running: Option<Child>,
    databases: AtomicU32,
}

/// The programs of one version.
struct Programs(PathBuf);

/// Ends the server when the pipe to its standard input closes: when it is told to, or when the test process dies. Then
/// waits, and takes the folder away if it was told to.
const KEEPER: &str = r#"tidy=$1; shift; "$@" & server=$!; read -r word; kill -INT $server; wait $server; [ -z "$tidy" ] || rm -rf "$tidy""#;

impl Postgres {
    /// The one that the tests of this process share.
    pub(crate) fn shared() -> &'static Self {
        static SHARED: OnceLock<Postgres> = OnceLock::new();
        SHARED.get_or_init(|| Self::start(true))
    }

    /// One that a test may stop and start.
    pub(crate) fn of_its_own() -> Self {
        Self::start(false)
    }

    fn start(tidy: bool) -> Self {
        let programs = Programs::find();
        let folder = tempfile::Builder::new().prefix("doorcode-pg-").tempdir().unwrap();
        hand_over(folder.path());
        let data = folder.path().join("data");
        run(ours("cp").arg("-R").arg(template(&programs)).arg(&data));
        let mut server = Self { folder, port: 0, running: None, databases: AtomicU32::new(0) };
        for _ in 0..5 {
            server.port = free_port();
            if server.try_run(&programs, tidy) {
                return server;
            }
        }
        let log = fs::read_to_string(server.folder.path().join("log")).unwrap_or_default();
        panic!("PostgreSQL does not start: {log}");
    }

    fn try_run(&mut self, programs: &Programs, tidy: bool) -> bool {
        let data = self.folder.path().join("data");
        let log =
            fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("log")).unwrap();
        let mut keeper = ours("sh");
        keeper.args(["-c", KEEPER, "sh"]).arg(if tidy { self.folder.path() } else { Path::new("") });
        keeper.arg(programs.0.join("postgres")).arg("-D").arg(&data).args(["-p", &self.port.to_string()]);
        for setting in [
            "listen_addresses=127.0.0.1",
            "unix_socket_directories=",
            "fsync=off",
            "synchronous_commit=off",
            "full_page_writes=off",
            "max_connections=300",
            "shared_buffers=16MB",
        ] {
            keeper.args(["-c", setting]);
        }
        keeper.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(log);
        self.running = Some(keeper.spawn().unwrap());
        for _ in 0..600 {
            thread::sleep(Duration::from_millis(25));
            let state = fs::read_to_string(data.join("postmaster.pid")).unwrap_or_default();
            if state.lines().nth(7).is_some_and(|line| line.trim() == "ready") {
                return true;
            }
            if let Ok(mut log) = fs::File::open(self.folder.path().join("log")) {
                let mut text = String::new();
                log.read_to_string(&mut text).ok();
                if text.contains("could not bind") {
                    self.stop();
                    return false;
                }
            }
        }
        false
    }

    /// The URL of a new, empty database.
    pub(crate) fn fresh_database(&self) -> String {
        let name = format!("house_{}", self.databases.fetch_add(1, Ordering::Relaxed));
        let mut create = Command::new(Programs::find().0.join("createdb"));
        run(create.args(["-h", "127.0.0.1", "-U", "doorcode", "-p", &self.port.to_string(), &name]));
        format!("postgres://doorcode@127.0.0.1:{}/{name}", self.port)
    }

    /// Pulls the plug: every connection ends at once.
    pub(crate) fn stop(&mut self) {
        if let Some(mut keeper) = self.running.take() {
            drop(keeper.stdin.take());
            keeper.wait().unwrap();
        }
    }

    /// Comes back on the same port, with everything it had.
    pub(crate) fn start_again(&mut self) {
        assert!(self.try_run(&Programs::find(), false), "PostgreSQL does not come back");
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        self.stop();
    }
}

impl Programs {
    /// On the path, or where Debian keeps them.
    fn find() -> Self {
        static FOUND: OnceLock<PathBuf> = OnceLock::new();
        let found = FOUND.get_or_init(|| {
            let script = r#"for folder in "$(dirname "$(readlink -f "$(command -v initdb)")")" $(ls -d /usr/lib/postgresql/*/bin | sort -rV); do
                [ -x "$folder/initdb" ] && [ -x "$folder/postgres" ] && [ -x "$folder/createdb" ] && echo "$folder" && break
            done 2>/dev/null"#;
            let told = Command::new("sh").args(["-c", script]).stderr(Stdio::null()).output().unwrap();
            let folder = String::from_utf8(told.stdout).unwrap().trim().to_owned();
            assert!(
                !folder.is_empty(),
                "these tests need PostgreSQL: initdb, postgres and createdb are neither on the path nor under \
                 /usr/lib/postgresql/*/bin (Debian: apt-get install postgresql)"
            );
            folder.into()
        });
        Self(found.clone())
    }

    fn version(&self) -> String {
        let told = Command::new(self.0.join("postgres")).arg("--version").output().unwrap();
        let text = String::from_utf8(told.stdout).unwrap();
        text.chars().filter(char::is_ascii_digit).collect()
    }
}

/// An empty cluster to copy, made once on a machine: making one takes longer than most tests.
fn template(programs: &Programs) -> PathBuf {
    let (user, _) = keeper_of_clusters();
    let kept = std::env::temp_dir().join(format!("doorcode-pg-template-{user}-{}", programs.version()));
    if kept.exists() {
        return kept;
    }
    let folder = tempfile::Builder::new().prefix("doorcode-pg-").tempdir().unwrap();
    hand_over(folder.path());
    let made = folder.path().join("data");
    let mut initdb = ours(programs.0.join("initdb"));
    initdb.args([
        "-U",
        "doorcode",
        "--auth=trust",
        "--no-sync",
        "--locale=C",
        "-E",
        "UTF8",
        "--wal-segsize=1",
    ]);
    run(initdb.arg("-D").arg(&made));
    // somebody else may have been faster
    drop(fs::rename(&made, &kept));
    assert!(kept.exists(), "the empty cluster cannot be kept in {}", kept.display());
    kept
}

/// A command as the user who may run PostgreSQL, which refuses root.
fn ours(program: impl AsRef<std::ffi::OsStr>) -> Command {
    let mut command = Command::new(program);
    command.current_dir("/");
    if let (user, Some(group)) = keeper_of_clusters() {
        command.uid(user).gid(group);
    }
    command
}

/// Whose clusters are: ours, or for root those of `postgres` or `nobody`; the group only where we change to it.
fn keeper_of_clusters() -> (u32, Option<u32>) {
    let me = fs::metadata("/proc/self").unwrap().uid();
    if me != 0 {
        return (me, None);
    }
    let users = fs::read_to_string("/etc/passwd").unwrap();
    let find = |name: &str| {
        let line = users.lines().find(|line| line.split(':').next() == Some(name))?;
        let mut parts = line.split(':').skip(2);
        Some((parts.next()?.parse().ok()?, Some(parts.next()?.parse().ok()?)))
    };
    find("postgres").or_else(|| find("nobody")).unwrap()
}

fn hand_over(folder: &Path) {
    if let (user, Some(group)) = keeper_of_clusters() {
        std::os::unix::fs::chown(folder, Some(user), Some(group)).unwrap();
    }
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755)).unwrap();
}

fn run(command: &mut Command) {
    let done = command.output().unwrap();
    assert!(done.status.success(), "{command:?}: {}", String::from_utf8_lossy(&done.stderr));
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}
