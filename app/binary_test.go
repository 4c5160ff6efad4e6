package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// binary is the real program, built once for all tests of the package.
var binary = sync.OnceValues(func() (string, error) {
	dir, err := os.MkdirTemp("", "shanpei-test-")
	if err != nil {
		return "", err
	}
	path := filepath.Join(dir, "shanpei")
	out, err := exec.Command("go", "build", "-o", path, ".").CombinedOutput()
	if err != nil {
		return "", &buildError{string(out)}
	}
	return path, nil
})

type buildError struct{ output string }

func (e *buildError) Error() string { return e.output }

func TestMain(m *testing.M) {
	code := m.Run()
	if path, err := binary(); err == nil {
		_ = os.RemoveAll(filepath.Dir(path)) // a temporary folder; what stays is the system's to clean
	}
	os.Exit(code)
}

// process is a running portal.
type process struct {
	t    *testing.T
	cmd  *exec.Cmd
	url  string
	log  bytes.Buffer
	done chan error
}

// start runs the portal on a free port and waits until it is ready.
func start(t *testing.T, data string, env []string, args ...string) *process {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	p := &process{t: t, done: make(chan error, 1)}
	p.cmd = exec.Command(path, append([]string{"serve", "-addr", "127.0.0.1:0", "-data", data}, args...)...)
	p.cmd.Env = append(withoutMongo(), env...)
	p.cmd.Stderr = &p.log
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := p.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	for p.url == "" && lines.Scan() {
		if _, at, ok := strings.Cut(lines.Text(), "http://"); ok {
			p.url = "http://" + at
		}
	}
	go func() {
		_, _ = io.Copy(io.Discard, out)
		p.done <- p.cmd.Wait()
	}()
	if p.url == "" {
		t.Fatalf("the portal did not start: %s", p.log.String())
	}
	t.Cleanup(p.kill)
	return p
}

// withoutMongo is the environment without the settings of a test run.
func withoutMongo() []string {
	var env []string
	for _, v := range os.Environ() {
		if !strings.HasPrefix(v, "MONGODB_") {
			env = append(env, v)
		}
	}
	return env
}

// kill ends the process as a power cut would; it may be called twice.
func (p *process) kill() {
	if p.cmd.ProcessState == nil {
		_ = p.cmd.Process.Kill() // it may have ended by itself
		<-p.done
	}
}

// stop asks the process to end and gives its exit code.
func (p *process) stop() int {
	p.t.Helper()
	if err := p.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		p.t.Fatal(err)
	}
	<-p.done
	return p.cmd.ProcessState.ExitCode()
}

// command runs a subcommand to its end.
func command(t *testing.T, args ...string) (string, int) {
	t.Helper()
	return commandWith(t, nil, args...)
}

// commandWith runs a subcommand with settings of its own.
func commandWith(t *testing.T, env []string, args ...string) (string, int) {
	t.Helper()
	path, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(path, args...)
	cmd.Env = append(withoutMongo(), env...)
	out, _ := cmd.CombinedOutput() // the exit code tells
	return string(out), cmd.ProcessState.ExitCode()
}

type demoPerson struct {
	Role, Name, Email, Password, Token, County, Enterprise string
}

// demoPeople reads the accounts that -demo wrote.
func demoPeople(t *testing.T, data string) []demoPerson {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join(data, "demo-accounts.json"))
	if err != nil {
		t.Fatal(err)
	}
	var people []demoPerson
	if err := json.Unmarshal(raw, &people); err != nil {
		t.Fatal(err)
	}
	return people
}

// personOf finds the first demonstration account of a role.
func personOf(t *testing.T, people []demoPerson, role string) demoPerson {
	t.Helper()
	for _, p := range people {
		if p.Role == role {
			return p
		}
	}
	t.Fatalf("no demonstration account with the role %s", role)
	return demoPerson{}
}

// call asks the API and decodes the answer; status 0 means that no answer came.
func (p *process) call(token, method, path, key string, body, into any) int {
	raw, err := json.Marshal(body)
	if err != nil {
		p.t.Error(err)
		return 0
	}
	req, err := http.NewRequest(method, p.url+path, bytes.NewReader(raw))
	if err != nil {
		p.t.Error(err)
		return 0
	}
	req.Header.Set("Content-Type", "application/json")
	if token != "" {
		req.Header.Set("Authorization", "Bearer "+token)
	}
	if key != "" {
		req.Header.Set("Idempotency-Key", key)
	}
	client := http.Client{Timeout: 20 * time.Second}
	res, err := client.Do(req)
	if err != nil {
		return 0
	}
	defer res.Body.Close()
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		return 0
	}
	if into != nil && res.StatusCode < 300 {
		if err := json.Unmarshal(answer, into); err != nil {
			p.t.Errorf("%s %s: %v: %.300s", method, path, err, answer)
		}
	}
	return res.StatusCode
}
