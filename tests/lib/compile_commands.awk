# Turns the compile lines of `make -n` into compile_commands.json; -v dir=FOLDER.
BEGIN { printf "[" }
/ -c -o / {
    line = $0
    gsub(/\\/, "\\\\", line)
    gsub(/"/, "\\\"", line)
    printf "%s\n{\"directory\": \"%s\", \"file\": \"%s\", \"command\": \"%s\"}", n++ ? "," : "", dir, $NF, line
}
END { print "\n]" }
