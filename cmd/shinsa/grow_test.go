package main

import (
	"database/sql"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"shinsa/blob/blobtest"
	"shinsa/db/dbtest"
)

// Two servers work on one PostgreSQL database and one bucket, with a folder of keys that both reach. Their
// store is backed up and restored with the images in a folder.
func TestGrowingToPostgresAndS3(t *testing.T) {
	t.Parallel()
	database, bucket, dir := dbtest.Postgres(t), blobtest.NewService(t), t.TempDir()
	credentials := bucket.Options().S3
	if err := os.MkdirAll(filepath.Join(dir, "shared"), 0o700); err != nil {
		t.Fatal(err)
	}
	shinsa(t, "key", "new", filepath.Join(dir, "shared", "master.key")).fine(t)
	where := func(machine, database string, more ...string) []string {
		return append([]string{"--data", filepath.Join(dir, machine), "--database", database, "--key-file", filepath.Join(dir, "shared", "master.key")}, more...)
	}
	shared := []string{"--keys", filepath.Join(dir, "shared", "keys"), "--blobs", bucket.URL(), "--s3-access-key", credentials.AccessKey, "--s3-secret-key", credentials.SecretKey}
	typing(t, staffPassword+"\n", append([]string{"staff", "add", "aiko@operator.example", "--role", "reviewer", "--password-stdin"}, where("a", database, shared...)...)...).fine(t)
	serve := func(machine, database string, more ...string) *program {
		t.Helper()
		return started(t, append(append([]string{"serve"}, operatorArgs...), where(machine, database, more...)...)...)
	}
	one, two := serve("a", database, shared...), serve("b", database, shared...)

	applicant, reviewer := newVisitor(one.url), newVisitor(two.url)
	link, ref, err := applicant.applies(url.Values{"email": {"maria@example.org"}})
	if err != nil {
		t.Fatal(err)
	}
	if err := reviewer.signIn("aiko@operator.example", staffPassword, "/queue"); err != nil {
		t.Fatal(err)
	}
	if err := reviewer.claim(ref); err != nil {
		t.Fatal(err)
	}
	reviewer.base = one.url // a load balancer may send him anywhere
	if err := reviewer.picture("/submissions/" + ref + "/images/front?size=screen"); err != nil {
		t.Fatal(err)
	}
	if _, err := reviewer.decide(ref, "approve"); err != nil {
		t.Fatal(err)
	}
	goes, err := applicant.draft()
	if err != nil {
		t.Fatal(err)
	}

	for _, p := range []*program{one, two} {
		if strings.Contains(p.err.String(), `"level":"ERROR"`) {
			t.Errorf("errors in the log:\n%s", p.err.String())
		}
	}

	backup := filepath.Join(dir, "backup")
	copied := copyOfDatabase(t, database) // as pg_dump before the backup makes it
	if out := shinsa(t, append([]string{"backup", backup}, where("a", database, shared...)...)...).fine(t).out; !strings.Contains(out, "pg_dump") {
		t.Errorf("it says %q", out)
	}
	one.stop().fine(t)
	two.stop().fine(t)

	// The draft is erased afterwards; elsewhere its database is an old one.
	p, err := open(t.Context(), storeFlags{Data: filepath.Join(dir, "a"), Database: database, Keys: shared[1], Blobs: shared[3], KeyFile: filepath.Join(dir, "shared", "master.key")},
		openOptions{credentials: credentials})
	if err != nil {
		t.Fatal(err)
	}
	defer p.close()
	expireDrafts(t, database)
	if n, err := p.desk.EraseDue(t.Context()); err != nil || n.Drafts != 1 {
		t.Fatalf("%+v erased, %v", n, err)
	}
	restore := func(database string, more ...string) said {
		t.Helper()
		return shinsa(t, append(append([]string{"restore", backup}, where("c", database)...), more...)...)
	}
	restore("sqlite:"+filepath.Join(dir, "x.db")).refused(t, "of a PostgreSQL store", "pg_restore")
	restore(dbtest.Postgres(t)).refused(t, "not the backup's", "restore its own dump first")
	if said := restore(copied, "--erased", filepath.Join(dir, "a.erased")).fine(t); !strings.Contains(said.out, "Erased 1 submissions again") {
		t.Errorf("it says %q", said.out)
	}
	again := serve("c", copied)
	v := newVisitor(again.url)
	eventually(t, "the decision stands", func() bool { return v.sees(link, "was approved") == nil })
	if err := v.picture(link + "/images/front"); err != nil {
		t.Error(err)
	}
	if err := v.sees(goes, ""); err == nil {
		t.Error("what was erased is there again")
	}
}

// copyOfDatabase is what restoring a dump gives.
func copyOfDatabase(t *testing.T, database string) string {
	t.Helper()
	u, err := url.Parse(database)
	if err != nil {
		t.Fatal(err)
	}
	name := strings.TrimPrefix(u.Path, "/")
	u.Path = "/postgres"
	admin, err := sql.Open("pgx", u.String())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_, _ = admin.Exec("DROP DATABASE " + name + "_copy WITH (FORCE)")
		admin.Close()
	})
	// It may have no other user while it is copied, so its servers are cut off; they connect again.
	eventually(t, "the database is copied", func() bool {
		_, _ = admin.Exec("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", name)
		_, err = admin.Exec(fmt.Sprintf("CREATE DATABASE %s_copy TEMPLATE %[1]s", name))
		return err == nil
	})
	u.Path = "/" + name + "_copy"
	return u.String()
}

func expireDrafts(t *testing.T, database string) {
	t.Helper()
	d, err := sql.Open("pgx", database)
	if err != nil {
		t.Fatal(err)
	}
	defer d.Close()
	if _, err := d.Exec(`UPDATE submissions SET due_at = 1 WHERE state = 'draft'`); err != nil {
		t.Fatal(err)
	}
}
