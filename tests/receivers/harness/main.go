// Prints what verify says of each delivery.
package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log"
	"os"
)

func main() {
	file, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	deliveries := json.NewDecoder(file)
	for {
		var delivery struct {
			Body              []byte // base64 in JSON
			Signature, Secret string
		}
		if err := deliveries.Decode(&delivery); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		fmt.Println(verify(delivery.Body, delivery.Signature, delivery.Secret))
	}
}
