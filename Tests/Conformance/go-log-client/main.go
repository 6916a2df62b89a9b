// Command go-log-client checks a C2SP tile log with the Go project's own implementation of signed
// notes and transparency logs, which shares no code with the one under test.
//
//	go-log-client <log-url-or-folder> <verifier key> [<receipt file> <entry file>]
//
// It needs no network and no module download:
//
//	GO111MODULE=off GOPATH=/usr/share/gocode go run main.go ...
//
// It prints "ok size N" or exits with status 1 and the reason.
package main

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const (
	height       = 8
	width        = 1 << height
	fileMaximum  = width * (2 + 65535) // the largest entry bundle
	proofMaximum = 1000                // how many leaves get an inclusion proof
	cacheMaximum = 4096                // files kept in memory
)

var errMissing = errors.New("missing")

// A source fetches the files of a log from a server or a folder.
type source struct {
	base   string
	client *http.Client
	cache  map[string][]byte
}

func (s *source) fetch(path string) ([]byte, error) {
	if data, ok := s.cache[path]; ok {
		return data, nil
	}
	data, err := s.read(path)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	if len(s.cache) >= cacheMaximum {
		s.cache = make(map[string][]byte)
	}
	s.cache[path] = data
	return data, nil
}

func (s *source) read(path string) ([]byte, error) {
	if s.client == nil {
		data, err := os.ReadFile(filepath.Join(s.base, filepath.FromSlash(path)))
		if errors.Is(err, os.ErrNotExist) {
			return nil, errMissing
		}
		return data, err
	}
	response, err := s.client.Get(s.base + "/" + path)
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode == http.StatusNotFound {
		return nil, errMissing
	}
	if response.StatusCode != http.StatusOK {
		return nil, errors.New(response.Status)
	}
	data, err := io.ReadAll(io.LimitReader(response.Body, fileMaximum+1))
	if err == nil && len(data) > fileMaximum {
		err = errors.New("too large")
	}
	return data, err
}

// tilePath is the path of a tile as C2SP has it: the height, which is always 8, is left out.
func tilePath(tile tlog.Tile) string {
	return strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
}

// Height, ReadTiles and SaveTiles make a source a tlog.TileReader.
func (s *source) Height() int { return height }

func (s *source) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := s.fetch(tilePath(tile))
		if errors.Is(err, errMissing) && tile.W < width {
			// A partial tile may go once the full one is there.
			full := tile
			full.W = width
			if data, err = s.fetch(tilePath(full)); err == nil && len(data) >= tile.W*tlog.HashSize {
				data = data[:tile.W*tlog.HashSize]
			}
		}
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (s *source) SaveTiles([]tlog.Tile, [][]byte) {}

// bundle gives the entries of bundle n in a log of the given size.
func (s *source) bundle(n, size int64) ([][]byte, error) {
	count := size - n*width
	if count > width {
		count = width
	}
	tile := tlog.Tile{H: height, L: 0, N: n, W: int(count)}
	path := strings.Replace(tilePath(tile), "tile/0/", "tile/entries/", 1)
	data, err := s.fetch(path)
	exact := true
	if errors.Is(err, errMissing) && count < width {
		exact = false
		tile.W = width
		data, err = s.fetch(strings.Replace(tilePath(tile), "tile/0/", "tile/entries/", 1))
	}
	if err != nil {
		return nil, err
	}
	var entries [][]byte
	for len(entries) < int(count) {
		if len(data) < 2 {
			return nil, fmt.Errorf("%s: ends before entry %d", path, len(entries))
		}
		length := int(data[0])<<8 | int(data[1])
		if len(data) < 2+length {
			return nil, fmt.Errorf("%s: ends within entry %d", path, len(entries))
		}
		entries = append(entries, data[2:2+length])
		data = data[2+length:]
	}
	if exact && len(data) > 0 {
		return nil, fmt.Errorf("%s: %d bytes too many", path, len(data))
	}
	return entries, nil
}

// openCheckpoint verifies a checkpoint and gives the tree it stands for.
func openCheckpoint(data []byte, verifier note.Verifier) (tlog.Tree, error) {
	var tree tlog.Tree
	opened, err := note.Open(data, note.VerifierList(verifier))
	if err != nil {
		return tree, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) < 4 || lines[0] != verifier.Name() {
		return tree, fmt.Errorf("checkpoint: not one of %s", verifier.Name())
	}
	if tree.N, err = strconv.ParseInt(lines[1], 10, 64); err != nil || tree.N < 0 {
		return tree, fmt.Errorf("checkpoint: size %q", lines[1])
	}
	tree.Hash, err = tlog.ParseHash(lines[2])
	return tree, err
}

func run(base, key string) (int64, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return 0, err
	}
	log := &source{base: strings.TrimSuffix(base, "/"), cache: make(map[string][]byte)}
	if strings.HasPrefix(base, "http://") || strings.HasPrefix(base, "https://") {
		log.client = &http.Client{Timeout: 30 * time.Second}
	}
	// The checkpoint is read past the cache: it changes.
	data, err := log.read("checkpoint")
	if err != nil {
		return 0, fmt.Errorf("checkpoint: %w", err)
	}
	tree, err := openCheckpoint(data, verifier)
	if err != nil {
		return 0, err
	}
	if tree.N == 0 {
		return 0, nil
	}
	tiles := tlog.TileHashReader(tree, log)

	// Every leaf the tiles vouch for must be the hash of its entry. The tree is built again from the
	// entries alone, so that older roots do not come from the tiles they are to check.
	var stored []tlog.Hash
	rebuilt := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var hashes []tlog.Hash
		for _, index := range indexes {
			hashes = append(hashes, stored[index])
		}
		return hashes, nil
	})
	leaf := make([]tlog.Hash, 0, tree.N)
	for n := int64(0); n*width < tree.N; n++ {
		entries, err := log.bundle(n, tree.N)
		if err != nil {
			return 0, err
		}
		var indexes []int64
		for i := range entries {
			indexes = append(indexes, tlog.StoredHashIndex(0, n*width+int64(i)))
		}
		hashes, err := tiles.ReadHashes(indexes)
		if err != nil {
			return 0, err
		}
		for i, entry := range entries {
			index := n*width + int64(i)
			hash := tlog.RecordHash(entry)
			if hash != hashes[i] {
				return 0, fmt.Errorf("entry %d is not the one in the tree", index)
			}
			leaf = append(leaf, hash)
			more, err := tlog.StoredHashesForRecordHash(index, hash, rebuilt)
			if err != nil {
				return 0, err
			}
			stored = append(stored, more...)
		}
	}
	root, err := tlog.TreeHash(tree.N, rebuilt)
	if err != nil {
		return 0, err
	}
	if root != tree.Hash {
		return 0, errors.New("the entries' root is not the checkpoint's")
	}

	step := (tree.N + proofMaximum - 1) / proofMaximum
	for index := int64(0); index < tree.N; index += step {
		if err := checkInclusion(tree, tiles, index, leaf[index]); err != nil {
			return 0, err
		}
	}
	if err := checkInclusion(tree, tiles, tree.N-1, leaf[tree.N-1]); err != nil {
		return 0, err
	}
	for _, older := range []int64{
		1, 2, 3, 7, 8, 255, 256, 257, 1000, tree.N / 3, tree.N / 2, tree.N - 1, tree.N,
	} {
		if older < 1 || older > tree.N {
			continue
		}
		olderRoot, err := tlog.TreeHash(older, rebuilt)
		if err != nil {
			return 0, err
		}
		proof, err := tlog.ProveTree(tree.N, older, tiles)
		if err != nil {
			return 0, err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, older, olderRoot); err != nil {
			return 0, fmt.Errorf("consistency of %d with %d: %w", older, tree.N, err)
		}
	}
	return tree.N, nil
}

func checkInclusion(tree tlog.Tree, tiles tlog.HashReader, index int64, leaf tlog.Hash) error {
	proof, err := tlog.ProveRecord(tree.N, index, tiles)
	if err != nil {
		return err
	}
	if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, leaf); err != nil {
		return fmt.Errorf("inclusion of %d: %w", index, err)
	}
	return nil
}

// checkReceipt verifies a tlog-proof of an entry.
func checkReceipt(receipt, entry []byte, key string) error {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return err
	}
	head, checkpoint, found := bytes.Cut(receipt, []byte("\n\n"))
	if !found {
		return errors.New("receipt: no empty line")
	}
	lines := strings.Split(string(head), "\n")
	if lines[0] != "c2sp.org/tlog-proof@v1" {
		return errors.New("receipt: another format")
	}
	lines = lines[1:]
	if len(lines) > 0 && strings.HasPrefix(lines[0], "extra ") {
		if _, err := base64.StdEncoding.DecodeString(lines[0][len("extra "):]); err != nil {
			return err
		}
		lines = lines[1:]
	}
	if len(lines) == 0 || !strings.HasPrefix(lines[0], "index ") {
		return errors.New("receipt: no index")
	}
	index, err := strconv.ParseInt(lines[0][len("index "):], 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[1:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	tree, err := openCheckpoint(checkpoint, verifier)
	if err != nil {
		return err
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

func main() {
	if len(os.Args) != 3 && len(os.Args) != 5 {
		fmt.Fprintln(os.Stderr,
			"usage: go-log-client <log-url-or-folder> <verifier key> [<receipt file> <entry file>]")
		os.Exit(2)
	}
	size, err := run(os.Args[1], os.Args[2])
	if err == nil && len(os.Args) == 5 {
		var receipt, entry []byte
		if receipt, err = os.ReadFile(os.Args[3]); err == nil {
			if entry, err = os.ReadFile(os.Args[4]); err == nil {
				err = checkReceipt(receipt, entry, os.Args[2])
			}
		}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "go-log-client:", err)
		os.Exit(1)
	}
	fmt.Printf("ok size %d\n", size)
}
