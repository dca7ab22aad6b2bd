# Prints what `verify` says of each delivery, or that it raised.
require "json"
require "rack/utils" # which a Rails application has loaded
require_relative "verify"

File.foreach(ARGV[0], encoding: "UTF-8") do |line|
  delivery = JSON.parse(line)
  verdict = begin
    verify(delivery["body"].unpack1("m"), delivery["signature"], delivery["secret"])
  rescue StandardError
    "threw"
  end
  puts verdict
end
