package main

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"time"
)

// benchPersons searches the 3,097 children of the demonstration through the pages, by a whole name and by an ID number, as the city does: nothing is opened but
// what stands on the page, masked.
func benchPersons(ctx context.Context, b *benchmark) (err error) {
	dir, err := b.folder()
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
