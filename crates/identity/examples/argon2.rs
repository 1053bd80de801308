//! How many hashes a second the argon2 crate alone makes on one core, with the parameters that passwords are kept with: what
//! `scripts/bench` measures a login against. Nothing of ours is in the way here.

use std::hint::black_box;
use std::io::{self, Write};
use std::time::{Duration, Instant};

use argon2::password_hash::{PasswordHasher, PasswordVerifier};
use argon2::{Algorithm, Argon2, Params, Version};

/// How long is measured.
const MEASURED: Duration = Duration::from_secs(3);

fn main() -> io::Result<()> {
    let params = Params::new(19 * 1024, 2, 1, None).map_err(io::Error::other)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let kept = argon2.hash_password(b"correct horse battery").map_err(io::Error::other)?;
    let mut compared = 0_u32;
    let begun = Instant::now();
    while begun.elapsed() < MEASURED {
        black_box(argon2.verify_password(black_box(b"correct horse battery"), &kept))
            .map_err(io::Error::other)?;
        compared += 1;
    }
    writeln!(io::stdout(), "{:.2}", f64::from(compared) / begun.elapsed().as_secs_f64())
}
