//! The binary itself, with an environment of its own, in an empty folder.

use std::{
    fs,
    net::SocketAddr,
    process::{Child, Command, ExitStatus, Stdio},
    thread,
    time::{Duration, Instant},
};

use tempfile::TempDir;

/// `doorcode serve`, running.
pub(crate) struct Program {
    child: Child,
    folder: TempDir,
    pub(crate) address: SocketAddr,
}

/// How a command ended, and everything it said.
#[derive(Debug)]
pub(crate) struct Ended {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
}

fn command(folder: &TempDir, settings: &[(&str, &str)]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_doorcode"));
    command.env_clear().envs(settings.iter().copied()).current_dir(folder.path()).stdin(Stdio::null());
    command
}

/// Runs a command to its end. `dotenv` is the file `.env`.
pub(crate) fn run(arguments: &[&str], settings: &[(&str, &str)], dotenv: &str) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    if !dotenv.is_empty() {
        fs::write(folder.path().join(".env"), dotenv).unwrap();
    }
    let done = command(&folder, settings).args(arguments).output().unwrap();
    let said = String::from_utf8_lossy(&done.stdout).into_owned() + &String::from_utf8_lossy(&done.stderr);
    Ended { status: done.status, said }
}

/// Runs a command whose reader leaves before it has said a word; what it complains about.
pub(crate) fn run_unheard(arguments: &[&str]) -> Ended {
    let folder = tempfile::tempdir().unwrap();
    let mut child =
        command(&folder, &[]).args(arguments).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let done = child.wait_with_output().unwrap();
    Ended { status: done.status, said: String::from_utf8_lossy(&done.stderr).into_owned() }
}

impl Program {
    /// Serves on a free port.
    pub(crate) fn serves(settings: &[(&str, &str)]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let command = command(&folder, settings);
        Self::begins(command, folder)
    }

    /// Serves with a file `.env`.
    pub(crate) fn serves_with(dotenv: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join(".env"), dotenv).unwrap();
        let command = command(&folder, &[]);
        Self::begins(command, folder)
    }

    /// Serves where no file may grow beyond so many blocks of 512 bytes: a disk that fills up.
    pub(crate) fn serves_on_a_small_disk(settings: &[(&str, &str)], blocks: u32) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let program = env!("CARGO_BIN_EXE_doorcode");
        let mut shell = Command::new("/bin/sh");
        // without the trap the system would end the program at the limit, as no full disk does
        shell.args(["-c", &format!("trap '' XFSZ; ulimit -f {blocks}; exec {program}")]);
        shell.env_clear().envs(settings.iter().copied()).current_dir(folder.path()).stdin(Stdio::null());
        Self::begins(shell, folder)
    }

    fn begins(mut command: Command, folder: TempDir) -> Self {
        let file = |name| fs::File::create(folder.path().join(name)).unwrap();
        let mut child = command.env("PORT", "0").stdout(file("out")).stderr(file("err")).spawn().unwrap();
        let begun = Instant::now();
        loop {
            let said = fs::read_to_string(folder.path().join("out")).unwrap();
            let found =
                said.split_once("http://").and_then(|(_, rest)| rest.split_whitespace().next()?.parse().ok());
            if let Some(address) = found {
                return Self { child, folder, address };
            }
            let gone = child.try_wait().unwrap();
            if gone.is_some() || begun.elapsed() > Duration::from_secs(20) {
                let why = fs::read_to_string(folder.path().join("err")).unwrap();
                child.kill().ok();
                panic!("the program does not serve: {gone:?} {why}");
            }
            thread::sleep(Duration::from_millis(10));
        }
    }

    /// Asks it to stop, as an init system does.
    pub(crate) fn asks_it_to_stop(&self) {
        let id = self.child.id().to_string();
        assert!(Command::new("kill").args(["-TERM", &id]).status().unwrap().success());
    }

    /// Ends it without warning.
    pub(crate) fn kills(mut self) {
        self.child.kill().unwrap();
        self.child.wait().unwrap();
    }

    /// Waits for its end.
    pub(crate) fn ends(mut self) -> Ended {
        let status = self.child.wait().unwrap();
        Ended { status, said: self.said() }
    }

    /// Everything it said so far.
    pub(crate) fn said(&self) -> String {
        ["out", "err"]
            .map(|name| {
                String::from_utf8_lossy(&fs::read(self.folder.path().join(name)).unwrap()).into_owned()
            })
            .concat()
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        self.child.kill().ok();
        self.child.wait().ok();
    }
}
