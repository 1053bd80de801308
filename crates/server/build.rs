//! Tells cargo that the application in `web/dist` is a part of this crate: a macro does not see a new file by itself.

fn main() {
    println!("cargo:rerun-if-changed=../../web/dist");
}
